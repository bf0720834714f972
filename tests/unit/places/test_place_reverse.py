"""From a point to what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.places import PlaceIndex, import_addresses
from bot.territory.position import Position
from tests.unit.places.conftest import WriteCsv, ban_row


@pytest.mark.parametrize(
    "text", ["12 rue Pasteur", "25 avenue Jean-Jaurès", "60 rue des Lilas", "5 impasse des Acacias"]
)
def test_the_position_of_a_house_leads_back_to_it(text: str, belrive: PlaceIndex) -> None:
    house = belrive.search(text)[0]
    back = belrive.reverse(Position(house.lat, house.lon))
    assert [one.label for one in back] == [house.label]
    assert back[0].score > 0.95


def test_several_neighbours_come_nearest_first_and_one_for_each_street(belrive: PlaceIndex) -> None:
    found = belrive.reverse(Position(47.0, 1.0), limit=4)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({(one.street, one.kind) for one in found}) == 4


def test_a_landmark_is_named_where_no_house_is_near(belrive: PlaceIndex) -> None:
    bridge = belrive.search("Pont-Vieux")[0]
    assert "Pont-Vieux" in belrive.reverse(Position(bridge.lat, bridge.lon))[0].label


def test_in_the_open_country_nothing_is_said(belrive: PlaceIndex) -> None:
    assert belrive.reverse(Position(46.5, 1.0)) == []
    assert belrive.reverse(Position(0, 0)) == []


def test_a_point_on_a_crossing_is_told_as_the_crossing(belrive: PlaceIndex) -> None:
    corner = belrive.search("angle rue Pasteur et boulevard Gambetta")[0]
    back = belrive.reverse(Position(corner.lat, corner.lon))[0]
    assert back.kind == "crossing"
    assert {part.strip() for part in back.street.split("/")} == {"Rue Pasteur", "Boulevard Gambetta"}


def test_far_from_every_house_only_the_street_is_told(tmp_path: Path, write_csv: WriteCsv) -> None:
    import_addresses([write_csv("one.csv", ban_row(0, "Rue du Lac"))], tmp_path / "one.sqlite")
    places = PlaceIndex.open(tmp_path / "one.sqlite")
    assert places.reverse(Position(47.1005, 1.1))[0].kind == "housenumber"
    assert places.reverse(Position(47.102, 1.1))[0].kind == "street"
    assert places.reverse(Position(47.104, 1.1)) == []
