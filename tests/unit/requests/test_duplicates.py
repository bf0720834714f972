"""An open request of the same service nearby is found before another one is made."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.requests.duplicates import metres_between, open_requests_near
from bot.requests.register import set_status
from bot.requests.service_request import Place
from bot.territory import Territory
from bot.territory.catalogue import Reach
from bot.territory.position import Position
from tests.unit.requests.conftest import PASTEUR, NewReference


def beside(metres_north: float) -> Place:
    return replace(PASTEUR, latitude=47.001 + metres_north / 111_195)


def found(connection: Connection, town: Territory, clock: MovableClock, place: Place, code: str) -> list[str]:
    return [near.reference for near in open_requests_near(connection, town, code, place, clock.now())]


def test_the_nearest_come_first_and_the_far_ones_not_at_all(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    far, near, nearest = (report(place=beside(metres)) for metres in (21, 15, 5))
    assert found(connection, belrive, clock, PASTEUR, "nid_de_poule") == [nearest, near]
    assert far not in found(connection, belrive, clock, PASTEUR, "nid_de_poule")
    first = open_requests_near(connection, belrive, "nid_de_poule", PASTEUR, clock.now())[0]
    assert first.metres == pytest.approx(5, abs=0.1) and first.place.address == PASTEUR.address


def test_another_service_a_closed_request_and_an_old_one_are_no_duplicates(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    report(service_code="trottoir_degrade")
    closed, old = report(), report()
    set_status(connection, closed, "resolu", "Claire", clock.now())
    assert found(connection, belrive, clock, PASTEUR, "nid_de_poule") == [old]
    clock.advance(timedelta(days=31))
    assert found(connection, belrive, clock, PASTEUR, "nid_de_poule") == []


def test_radius_and_age_are_those_of_the_service(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    reference = report()
    services = dict(belrive.services)
    wide = replace(services["nid_de_poule"], duplicates=Reach(200, 60))
    assert found(connection, belrive, clock, beside(150), "nid_de_poule") == []
    town = replace(belrive, services={**services, "nid_de_poule": wide})
    clock.advance(timedelta(days=45))
    assert found(connection, town, clock, beside(150), "nid_de_poule") == [reference]


def test_what_is_never_the_same_problem_and_what_has_no_position_are_not_looked_for(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    report(service_code="autre_signalement")
    report(place=Place(note="derrière l’église"))
    assert found(connection, belrive, clock, PASTEUR, "autre_signalement") == []
    assert found(connection, belrive, clock, Place(note="derrière l’église"), "nid_de_poule") == []


def test_a_hundred_metres_are_a_hundred_metres_in_every_direction() -> None:
    here = Position(47.0, 1.0)
    north, east = Position(47.0 + 100 / 111_195, 1.0), Position(47.0, 1.0 + 100 / 75_834)
    assert metres_between(here, north) == pytest.approx(100, abs=0.1)
    assert metres_between(here, east) == pytest.approx(100, abs=0.1)


def test_the_search_goes_through_the_index_of_services_and_places(connection: Connection) -> None:
    plan = connection.exec_driver_sql(
        "EXPLAIN QUERY PLAN SELECT reference FROM service_requests"
        " WHERE service_code = 'a' AND latitude BETWEEN 1 AND 2 AND longitude BETWEEN 1 AND 2"
    ).fetchall()
    assert "ix_service_requests_service_code_latitude_longitude" in str(plan)
    assert sa.inspect(connection).get_indexes("service_requests")
