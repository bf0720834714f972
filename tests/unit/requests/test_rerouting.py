"""A request whose kind or place was wrong reaches those who are in charge, and the former are told."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.requests.register import get_request, set_status
from bot.requests.rerouting import CorrectionRefused, correct
from bot.requests.service_request import Place
from bot.storage.tables import deliveries
from bot.territory import Territory
from tests.unit.requests.conftest import PASTEUR, NewReference


def sent(connection: Connection) -> list[Any]:
    query = sa.select(deliveries.c.department, deliveries.c.kind, deliveries.c.state).order_by(deliveries.c.id)
    return [tuple(row) for row in connection.execute(query)]


def test_another_kind_goes_to_another_department_and_the_former_is_told(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    reference = report()
    connection.execute(deliveries.update().values(state="delivered", attempts=1))
    request = correct(connection, belrive, reference, "Claire", clock.now(), service_code="lampadaire_en_panne")
    assert sent(connection) == [
        ("voirie", "request", "delivered"),
        ("voirie", "comment", "waiting"),
        ("eclairage", "request", "waiting"),
    ]
    assert (request.service_code, request.agency) == ("lampadaire_en_panne", "Service Éclairage public")
    assert "au lieu de Trou dans la route" in request.history[-1].text
    assert request.expected_at and request.expected_at < get_request(connection, report()).expected_at  # type: ignore


def test_what_did_not_leave_yet_is_taken_back(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    correct(connection, belrive, report(), "Claire", clock.now(), service_code="lampadaire_en_panne")
    assert sent(connection) == [("voirie", "request", "withdrawn"), ("eclairage", "request", "waiting")]


def test_the_same_department_is_told_what_changed(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    elsewhere = Place("3 rue des Lilas, 96380 Belrive", None, 47.002, 1.003, True)
    request = correct(connection, belrive, report(), "Claire", clock.now(), place=elsewhere)
    assert sent(connection) == [("voirie", "request", "waiting"), ("voirie", "comment", "waiting")]
    assert request.place == elsewhere


def test_the_departemental_road_belongs_to_the_departement_and_the_town_follows(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    road = Place("Route départementale 214, 96380 Belrive", None, 47.0, 1.0, True)
    request = correct(connection, belrive, report(), "Claire", clock.now(), place=road)
    assert request.agency == "Département du Val-de-Vaunelle"
    assert (
        correct(connection, belrive, request.reference, "Claire", clock.now(), place=PASTEUR).agency == "Service Voirie"
    )


def test_the_history_tells_who_why_and_none_of_the_resident_s_words(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    reference = report(place=Place(None, "chez Léa, au fond", None, None, None))
    why = "Précisé par téléphone."
    line = correct(connection, belrive, reference, "Claire", clock.now(), place=PASTEUR, reason=why).history[-1]
    told = "12 rue Pasteur, 96380 Belrive au lieu de lieu décrit par l’habitant. Précisé par téléphone."
    assert (line.kind, line.by, line.text) == ("correction", "Claire", told)


def test_what_would_change_nothing_is_refused_and_tells_nobody(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    reference = report()
    with pytest.raises(CorrectionRefused, match="rien n’a changé"):
        correct(connection, belrive, reference, "Claire", clock.now(), "nid_de_poule", PASTEUR)
    assert sent(connection) == [("voirie", "request", "waiting")]


def test_a_closed_request_and_an_unknown_kind_are_refused(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    reference = report()
    before = get_request(connection, reference)
    with pytest.raises(CorrectionRefused):
        correct(connection, belrive, reference, "Claire", clock.now(), service_code="licorne")
    assert get_request(connection, reference) == before
    set_status(connection, reference, "resolu", "Claire", clock.now())
    with pytest.raises(CorrectionRefused):
        correct(connection, belrive, reference, "Claire", clock.now(), service_code="graffiti_tag")
