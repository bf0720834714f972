from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.territory import Territory, district_of, is_inside, route
from bot.territory.operators import operator_of
from bot.territory.position import Position
from bot.territory.routing import SERVICE_DEFAULT, Rule, Spot, is_on_call, spot_of


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
    assert route(small, service, Spot(district), _at(small, moment)).department.code == department


def test_the_owner_of_the_road_mends_it_and_the_usual_department_follows(small: Territory) -> None:
    rules = (Rule("bailleur", road_of="bailleur"), *small.rules)
    found = route(replace(small, rules=rules), "nid_de_poule", Spot(street="ROAD"), _at(small, "2026-11-24T10:00"))
    assert found.operator is None
    street = small.operators["bailleur"].streets[0].upper()
    found = route(replace(small, rules=rules), "nid_de_poule", Spot(street=street), _at(small, "2026-11-24T10:00"))
    assert (found.name, found.department.code) == (small.operators["bailleur"].name, "voirie")


@pytest.mark.parametrize(
    ("service", "spot", "name"),
    [
        ("lampadaire_en_panne", Spot("est"), "Syndicat d’énergie"),
        ("lampadaire_en_panne", Spot("est", "Allée de l’Étang"), "Valbourg Habitat"),
        ("lampadaire_en_panne", Spot("ouest"), "Éclairage"),
        ("nid_de_poule", Spot("est"), "Éclairage"),
    ],
)
def test_an_operator_takes_what_it_mends_there_unless_a_rule_decides(
    small: Territory, service: str, spot: Spot, name: str
) -> None:
    found = route(small, service, spot, _at(small, "2026-11-24T10:00"))
    assert (found.name, found.department.code) == (name, "eclairage")
    assert operator_of(small, found.name) == found.operator


def test_a_rule_may_name_a_commune_of_several(small: Territory) -> None:
    rules = (Rule("eclairage", communes=frozenset({"Monteval"})), *small.rules)
    here, there = (spot_of(small, f"3 rue Haute, 99100 {name}", None) for name in ("Valbourg", "Monteval"))
    at = _at(small, "2026-11-24T10:00")
    town = replace(small, rules=rules)
    assert [route(town, "nid_de_poule", spot, at).department.code for spot in (here, there)] == ["voirie", "eclairage"]


@pytest.mark.parametrize(
    ("label", "position", "in_charge"),
    [
        ("3 rue Basse, 99100 Valbourg", Position(50.05, 10.05), "voirie"),
        ("3 rue Basse, 99100 Valbourg", Position(50.05, 10.15), "astreinte"),
        ("3 rue Haute, 99101 Monteval", Position(50.05, 10.25), "eclairage"),
        ("3 {road}, 99101 Monteval", Position(50.05, 10.25), "bailleur"),
        (None, Position(50.05, 10.15), "astreinte"),
        (None, None, "voirie"),
    ],
)
def test_in_a_metropole_the_road_the_commune_and_the_area_tell_who_is_in_charge(
    small: Territory, label: str | None, position: Position | None, in_charge: str
) -> None:
    rules = (
        Rule("bailleur", road_of="bailleur"),
        Rule("eclairage", communes=frozenset({"Monteval"})),
        Rule("astreinte", districts=frozenset({"est"})),
        Rule(SERVICE_DEFAULT),
    )
    metropole = replace(small, rules=rules)
    spot = spot_of(metropole, label and label.format(road=small.operators["bailleur"].streets[0]), position)
    found = route(metropole, "nid_de_poule", spot, _at(small, "2026-11-24T10:00"))
    assert in_charge == (found.operator.code if found.operator else found.department.code)


@pytest.mark.parametrize(
    ("label", "street", "commune"),
    [
        ("12 bis rue Pasteur, 96380 Belrive", "rue Pasteur", "Belrive"),
        ("7b Rue du 8 Mai 1945, 96380 Belrive", "Rue du 8 Mai 1945", "Belrive"),
        ("Gare, 96380 Saint-Aubin-sur-Vaunelle", "Gare", "Saint-Aubin-sur-Vaunelle"),
        ("rue Pasteur", "rue Pasteur", None),
        ("", None, None),
    ],
)
def test_street_and_commune_are_read_from_an_address(
    small: Territory, label: str, street: str | None, commune: str | None
) -> None:
    assert spot_of(small, label, None) == Spot(None, street, commune)


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
