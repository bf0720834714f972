from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.territory import Territory, district_of, is_inside, route
from bot.territory.position import Position
from bot.territory.routing import is_on_call


def _at(small: Territory, moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=small.timezone)


@pytest.mark.parametrize(
    ("service", "district", "moment", "department"),
    [
        ("verglas_neige", None, "2026-11-24T10:00", "voirie"),
        ("verglas_neige", None, "2026-11-24T12:30", "astreinte"),
        ("verglas_neige", None, "2026-12-25T10:00", "astreinte"),
        ("nid_de_poule", "est", "2026-11-24T10:00", "eclairage"),
        ("nid_de_poule", "ouest", "2026-11-24T10:00", "voirie"),
        ("nid_de_poule", None, "2026-11-24T10:00", "voirie"),
        ("lampadaire_en_panne", "est", "2026-11-24T23:00", "eclairage"),
    ],
)
def test_the_first_rule_that_matches_decides(
    small: Territory, service: str, district: str | None, moment: str, department: str
) -> None:
    assert route(small, service, district, _at(small, moment)).code == department


def test_only_a_rule_for_closed_hours_puts_a_service_on_call(small: Territory) -> None:
    assert is_on_call(small, "verglas_neige")
    assert not is_on_call(small, "nid_de_poule")


def test_a_point_lies_in_the_district_that_surrounds_it(small: Territory) -> None:
    district = district_of(small, Position(50.05, 10.15))
    assert district is not None and district.code == "est"
    assert district_of(small, Position(50.05, 10.25)) is None


def test_a_point_of_a_shared_side_lies_in_one_district_only(small: Territory) -> None:
    on_the_side = Position(50.03, 10.1)
    alone = [replace(small, districts={code: district}) for code, district in small.districts.items()]
    assert [district_of(territory, on_the_side) is not None for territory in alone].count(True) == 1


def test_a_point_outside_the_bounds_is_outside_the_commune(small: Territory) -> None:
    assert is_inside(small, Position(50.05, 10.05))
    assert not is_inside(small, Position(49.99, 10.05))


def test_everywhere_is_inside_a_territory_without_bounds(small: Territory) -> None:
    assert is_inside(replace(small, bounds=()), Position(-20.0, 55.0))
