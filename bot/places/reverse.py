"""From a point of the map to the addresses and places around it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bot.places.candidate import Candidate, Kind
from bot.places.communes import Communes
from bot.places.coordinates import metres_between
from bot.places.labels import label, numbered
from bot.places.schema import SCALE
from bot.places.store import Known, Number, Store

REACH_METRES = 300
"""Further away an address says nothing about the point."""
_PLACE_METRES = 120
_PLACE_HANDICAP = 20.0
_HALF_SCORE_METRES = 400
_METRES_PER_DEGREE = 111_195


def nearest(store: Store, communes: Communes, lat: float, lon: float, limit: int) -> list[Candidate]:
    """At most `limit` addresses (one for each street) and places, the nearest first."""
    found = list(_around(store, lat, lon))
    found.sort(key=lambda one: one[0])
    return [_candidate(communes, distance, known, number) for distance, known, number in found[:limit]]


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


def _candidate(communes: Communes, distance: float, known: Known, number: Number | None) -> Candidate:
    citycode, city = communes.names[known.commune]
    score = round(2 ** (-distance / _HALF_SCORE_METRES), 3)
    if number is None:
        kind: Kind = "place" if known.entry_kind == "place" else "locality"
        return Candidate(
            label(known.name, known.postcode, city), "", known.address if kind == "place" else known.name,
            known.postcode, city, citycode, known.lat / SCALE, known.lon / SCALE, kind, score,
        )  # fmt: skip
    return Candidate(
        label(numbered(number.text, known.name), known.postcode, city), number.text, known.name,
        known.postcode, city, citycode, number.lat / SCALE, number.lon / SCALE, "housenumber", score,
    )  # fmt: skip
