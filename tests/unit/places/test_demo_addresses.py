"""The demo commune's addresses come from the generator, and can show all that a search must do."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from bot.places.demo.addresses import COLUMNS, addresses_csv
from bot.places.demo.names import REQUIRED
from bot.places.lambert93 import to_lambert93
from bot.territory import Territory, district_of, is_inside, load_territory
from bot.territory.position import Position
from tests.unit.places.conftest import BAN, BELRIVE


@pytest.fixture(scope="module")
def addresses() -> list[dict[str, str]]:
    with (BELRIVE / "addresses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def places() -> list[dict[str, str]]:
    with (BELRIVE / "places.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def territory() -> Territory:
    return load_territory(BELRIVE)


def test_the_generator_writes_the_committed_file_again() -> None:
    assert addresses_csv() == (BELRIVE / "addresses.csv").read_text(encoding="utf-8")


def test_the_columns_are_those_of_the_national_base() -> None:
    assert list(COLUMNS) == BAN


def test_the_town_has_about_220_streets_and_6000_addresses(addresses: list[dict[str, str]]) -> None:
    assert 5_500 <= len(addresses) <= 6_500
    assert 210 <= len({row["nom_voie"] for row in addresses}) <= 230


def test_an_address_is_given_once(addresses: list[dict[str, str]]) -> None:
    assert max(Counter(row["id"] for row in addresses).values()) == 1


@pytest.mark.parametrize("street", REQUIRED)
def test_the_streets_of_the_examples_are_numbered_to_60(street: str, addresses: list[dict[str, str]]) -> None:
    numbers = {int(row["numero"]) for row in addresses if row["nom_voie"] == street and not row["rep"]}
    assert set(range(1, 61)) <= numbers


def test_the_street_that_tests_look_for_in_vain_does_not_exist(addresses: list[dict[str, str]]) -> None:
    assert not any("perroquet" in row["nom_voie"].lower() for row in addresses)


def test_the_two_kinds_of_coordinates_agree(addresses: list[dict[str, str]]) -> None:
    for row in addresses[::50]:
        x, y = to_lambert93(float(row["lon"]), float(row["lat"]))
        assert (x, y) == pytest.approx((float(row["x"]), float(row["y"])), abs=0.2)


def test_every_address_is_inside_the_commune(addresses: list[dict[str, str]], territory: Territory) -> None:
    outside = [
        row["id"] for row in addresses if not is_inside(territory, Position(float(row["lat"]), float(row["lon"])))
    ]
    assert outside == []


def test_every_place_stands_in_the_district_it_names(places: list[dict[str, str]], territory: Territory) -> None:
    for row in places:
        district = district_of(territory, Position(float(row["lat"]), float(row["lon"])))
        assert district is not None
        assert (row["name"], district.code) == (row["name"], row["district"])


def test_the_address_of_every_place_exists(places: list[dict[str, str]], addresses: list[dict[str, str]]) -> None:
    known = {f"{row['numero']} {row['nom_voie']}".lower() for row in addresses}
    assert [row["address"] for row in places if row["address"] and row["address"].lower() not in known] == []


def test_the_town_hall_is_where_the_territory_says(places: list[dict[str, str]], territory: Territory) -> None:
    town_hall = next(row for row in places if row["name"] == "Hôtel de ville")
    assert town_hall["address"] == "1 place de la République"
    assert territory.town_hall.address.startswith(town_hall["address"])
