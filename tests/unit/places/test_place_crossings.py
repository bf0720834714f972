"""Two streets meet where the map says."""

from __future__ import annotations

import pytest

from bot.places import PlaceIndex
from bot.places.coordinates import metres_between


def test_the_corner_lies_on_both_streets(belrive: PlaceIndex) -> None:
    corner = belrive.search("angle rue Pasteur / bd Gambetta")[0]
    assert corner.kind == "crossing"
    assert corner.label == "Angle rue Pasteur et boulevard Gambetta, 96380 Belrive"
    for street in ("rue Pasteur", "boulevard Gambetta"):
        houses = [belrive.search(f"{number} {street}")[0] for number in range(1, 92)]
        assert min(metres_between(corner.lat, corner.lon, house.lat, house.lon) for house in houses) < 40


def test_streets_that_do_not_meet_have_no_corner(belrive: PlaceIndex) -> None:
    found = belrive.search("angle rue des Lilas / rue du Stade")
    assert {one.kind for one in found} == {"street"}
    assert {one.street for one in found} >= {"Rue des Lilas", "Rue du Stade"}


def test_a_house_number_with_a_crossing_stays_a_house(belrive: PlaceIndex) -> None:
    best = belrive.search("12 rue Pasteur près du boulevard Gambetta")[0]
    assert (best.kind, best.house_number) == ("housenumber", "12")


@pytest.mark.parametrize("text", ["rue Pasteur et rue Victor-Hugo", "rue Victor-Hugo / rue Pasteur"])
def test_the_order_of_the_streets_does_not_move_the_corner(text: str, belrive: PlaceIndex) -> None:
    corner = belrive.search(text)[0]
    expected = belrive.search("croisement rue Pasteur rue Victor-Hugo")[0]
    assert metres_between(corner.lat, corner.lon, expected.lat, expected.lon) < 1
