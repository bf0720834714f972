"""From a point of the map to the addresses and places around it."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator

from bot.places.candidate import Candidate, Kind
from bot.places.communes import Communes
from bot.places.coordinates import metres_between
from bot.places.labels import label, numbered
from bot.places.retrieval import Known, entries_in
from bot.places.schema import SCALE

REACH_METRES = 300
"""Further away an address says nothing about the point."""
_PLACE_METRES = 120
_PLACE_HANDICAP = 20.0
_HALF_SCORE_METRES = 400
_METRES_PER_DEGREE = 111_195


def nearest(connection: sqlite3.Connection, communes: Communes, lat: float, lon: float, limit: int) -> list[Candidate]:
    """At most `limit` addresses (one for each street) and places, the nearest first."""
    found = list(_around(connection, lat, lon))
    found.sort(key=lambda one: one[0])
    return [_candidate(communes, distance, known, number) for distance, known, number in found[:limit]]


Number = tuple[str, int, int]
Found = tuple[float, Known, Number | None]


def _around(connection: sqlite3.Connection, lat: float, lon: float) -> Iterator[Found]:
    north = round(REACH_METRES / _METRES_PER_DEGREE * SCALE)
    east = round(north / math.cos(math.radians(lat)))
    south_west = round(lat * SCALE) - north, round(lon * SCALE) - east
    north_east = round(lat * SCALE) + north, round(lon * SCALE) + east
    for known in entries_in(connection, *south_west, *north_east):
        if known.entry_kind == "street":
            distance, number = _nearest_number(connection, known.entry, lat, lon)
            reach = REACH_METRES
        else:
            distance, number = metres_between(lat, lon, known.lat / SCALE, known.lon / SCALE) + _PLACE_HANDICAP, None
            reach = _PLACE_METRES if known.entry_kind == "place" else REACH_METRES
        if distance <= reach:
            yield distance, known, number


def _nearest_number(connection: sqlite3.Connection, entry: int, lat: float, lon: float) -> tuple[float, Number]:
    rows = connection.execute("SELECT number, suffix, lat, lon FROM number WHERE entry_id = ?", (entry,))
    return min(
        (metres_between(lat, lon, row[2] / SCALE, row[3] / SCALE), (f"{row[0]} {row[1]}".strip(), row[2], row[3]))
        for row in rows
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
    house_number, street_lat, street_lon = number
    return Candidate(
        label(numbered(house_number, known.name), known.postcode, city), house_number, known.name,
        known.postcode, city, citycode, street_lat / SCALE, street_lon / SCALE, "housenumber", score,
    )  # fmt: skip
