"""Duplicates: open requests of the same service nearby, before another one is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.requests.lifecycle import OPEN
from bot.requests.service_request import Place
from bot.storage.tables import service_requests
from bot.territory.position import Position
from bot.territory.territory import Territory

METRES_PER_DEGREE = 111_195  # of latitude, on the sphere of 6,371 km

_COLUMNS = service_requests.c
_NEAR = sa.select(
    *(_COLUMNS.reference, _COLUMNS.status, _COLUMNS.address, _COLUMNS.place_note),
    *(_COLUMNS.latitude, _COLUMNS.longitude, _COLUMNS.requested_at, _COLUMNS.expected_at),
).where(
    _COLUMNS.service_code == sa.bindparam("service"),
    _COLUMNS.latitude.between(sa.bindparam("south"), sa.bindparam("north")),
    _COLUMNS.longitude.between(sa.bindparam("west"), sa.bindparam("east")),
)


@dataclass(frozen=True)
class Nearby:
    """An open request close to a place, `metres` from it."""

    reference: str
    status: str
    place: Place
    metres: float
    requested_at: datetime
    expected_at: datetime | None


def open_requests_near(
    connection: Connection, territory: Territory, service_code: str, place: Place, now: datetime
) -> list[Nearby]:
    """Open requests of this service within its radius and age, the nearest first; none for a place without position."""
    reach = territory.services[service_code].duplicates
    if reach is None or place.latitude is None or place.longitude is None:
        return []
    centre = Position(place.latitude, place.longitude)
    since = now - timedelta(days=reach.days)
    rows = connection.execute(_NEAR, {"service": service_code, **_box(centre, reach.metres)}).fetchall()
    found = [
        Nearby(
            reference=row.reference,
            status=row.status,
            place=Place(row.address, row.place_note, row.latitude, row.longitude, True),
            metres=metres_between(centre, Position(row.latitude, row.longitude)),
            requested_at=row.requested_at,
            expected_at=row.expected_at,
        )
        for row in rows
        if row.status in OPEN and row.requested_at >= since
    ]
    return sorted((one for one in found if one.metres <= reach.metres), key=lambda one: one.metres)


def metres_between(one: Position, other: Position) -> float:
    """The distance in metres, exact to a thousandth within a commune."""
    north = (other.lat - one.lat) * METRES_PER_DEGREE
    east = (other.lon - one.lon) * METRES_PER_DEGREE * cos(radians((one.lat + other.lat) / 2))
    return hypot(north, east)


def _box(centre: Position, metres: float) -> dict[str, float]:
    """The sides of the square around the circle; within it the distance is looked at exactly."""
    high = metres / METRES_PER_DEGREE
    wide = high / cos(radians(centre.lat))
    return {
        "south": centre.lat - high,
        "north": centre.lat + high,
        "west": centre.lon - wide,
        "east": centre.lon + wide,
    }
