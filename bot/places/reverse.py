"""From a point of the map to the addresses and places around it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.places.candidate import Candidate
from bot.places.coordinates import metres_between
from bot.places.crossings import crossing
from bot.places.locating import Locator
from bot.places.schema import SCALE
from bot.places.store import Known, Number, Store

REACH_METRES = 300
"""Further away an address says nothing about the point."""
_NUMBER_METRES = 100
"""Further away a house number says no more than its street."""
_CORNER_METRES = 15
_PLACE_METRES = 120
_PLACE_HANDICAP = 20.0
_HALF_SCORE_METRES = 400
_METRES_PER_DEGREE = 111_195


def nearest(locator: Locator, lat: float, lon: float, limit: int) -> list[Candidate]:
    """At most `limit` addresses (one for each street), crossings and places, the nearest first."""
    found = sorted(_around(locator.store, lat, lon), key=lambda one: one[0])
    told = [(distance, _candidate(locator, distance, known, number)) for distance, known, number in found[:limit]]
    corner = _corner(locator, found, lat, lon)
    told = sorted([*corner, *told], key=lambda one: one[0])
    return [candidate for _, candidate in told[:limit]]


Found = tuple[float, Known, Number | None]


def _around(store: Store, lat: float, lon: float) -> Iterator[Found]:
    north = round(REACH_METRES / _METRES_PER_DEGREE * SCALE)
    east = round(north / math.cos(math.radians(lat)))
    south_west = round(lat * SCALE) - north, round(lon * SCALE) - east
    north_east = round(lat * SCALE) + north, round(lon * SCALE) + east
    for known in store.entries_in(*south_west, *north_east):
        if known.entry_kind == "street":
            distance, number = _nearest_number(store, known.entry, lat, lon)
            reach = REACH_METRES
        else:
            distance, number = metres_between(lat, lon, known.lat / SCALE, known.lon / SCALE) + _PLACE_HANDICAP, None
            reach = _PLACE_METRES if known.entry_kind == "place" else REACH_METRES
        if distance <= reach:
            yield distance, known, number


def _nearest_number(store: Store, entry: int, lat: float, lon: float) -> tuple[float, Number]:
    return min(
        (metres_between(lat, lon, number.lat / SCALE, number.lon / SCALE), number) for number in store.numbers_of(entry)
    )


def _corner(locator: Locator, found: Sequence[Found], lat: float, lon: float) -> list[tuple[float, Candidate]]:
    """The crossing of the two nearest streets, when the point lies on it."""
    streets = [known for _, known, number in found if number is not None][:2]
    if len(streets) < 2 or streets[0].name == streets[1].name:
        return []
    corner = crossing(locator.store, streets[0].entry, streets[1].entry)
    if corner is None:
        return []
    distance = metres_between(lat, lon, corner[0] / SCALE, corner[1] / SCALE)
    if distance > _CORNER_METRES:
        return []
    return [(distance, locator.corner(streets[0], streets[1], corner, _score(distance)))]


def _candidate(locator: Locator, distance: float, known: Known, number: Number | None) -> Candidate:
    if number is None:
        return locator.candidate(known, known.name, _score(distance))
    if distance > _NUMBER_METRES:
        return replace(
            locator.candidate(known, known.name, _score(distance)), lat=number.lat / SCALE, lon=number.lon / SCALE
        )
    return locator.house(known, number, _score(distance))


def _score(distance: float) -> float:
    return round(2 ** (-distance / _HALF_SCORE_METRES), 3)
