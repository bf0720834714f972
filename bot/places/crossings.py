"""Where two streets meet, from the addresses that stand along them."""

from __future__ import annotations

import math
from itertools import pairwise

from bot.places.schema import SCALE
from bot.places.store import Store

MEETING_METRES = 80
"""Streets whose nearest addresses are further apart do not meet."""

_METRES_PER_DEGREE = 111_195
_Point = tuple[float, float]


def crossing(store: Store, one: int, other: int) -> tuple[int, int] | None:
    """Latitude and longitude in millionths of the corner of two streets; None when they do not meet."""
    first, second = _line(store, one), _line(store, other)
    if not first or not second:
        return None
    shrink = math.cos(math.radians(first[0][0] / SCALE))
    flat_first, flat_second = _flat(first, shrink), _flat(second, shrink)
    near_first, near_second = _near(flat_first, flat_second), _near(flat_second, flat_first)
    if not near_first or not near_second:
        return None
    distance, corner = min(_meeting(a, b) for a in near_first for b in near_second)
    return _position(corner, shrink) if distance <= MEETING_METRES else None


def _line(store: Store, entry: int) -> list[tuple[int, int]]:
    return [(number.lat, number.lon) for number in store.numbers_of(entry)]


def _flat(line: list[tuple[int, int]], shrink: float) -> list[_Point]:
    """Metres north and east."""
    metres = _METRES_PER_DEGREE / SCALE
    return [(lat * metres, lon * metres * shrink) for lat, lon in line]


def _position(point: _Point, shrink: float) -> tuple[int, int]:
    metres = _METRES_PER_DEGREE / SCALE
    return round(point[0] / metres), round(point[1] / metres / shrink)


def _near(line: list[_Point], other: list[_Point]) -> list[tuple[_Point, _Point]]:
    """The pieces of a line within reach of the rectangle around the other."""
    south, north = min(p[0] for p in other) - MEETING_METRES, max(p[0] for p in other) + MEETING_METRES
    west, east = min(p[1] for p in other) - MEETING_METRES, max(p[1] for p in other) + MEETING_METRES
    pieces = list(pairwise(line)) or [(line[0], line[0])]
    return [
        (a, b)
        for a, b in pieces
        if max(a[0], b[0]) >= south and min(a[0], b[0]) <= north and max(a[1], b[1]) >= west and min(a[1], b[1]) <= east
    ]


def _meeting(one: tuple[_Point, _Point], other: tuple[_Point, _Point]) -> tuple[float, _Point]:
    """Distance of two pieces, and the point in the middle of where they are nearest."""
    found = _intersection(one, other)
    if found:
        return 0.0, found
    ends = [(point, _nearest(point, other)) for point in one] + [(point, _nearest(point, one)) for point in other]
    a, b = min(ends, key=lambda pair: math.dist(*pair))
    return math.dist(a, b), ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)


def _intersection(one: tuple[_Point, _Point], other: tuple[_Point, _Point]) -> _Point | None:
    (a, b), (c, d) = one, other
    turn = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
    if turn == 0:
        return None
    along = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / turn
    across = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / turn
    if not (0 <= along <= 1 and 0 <= across <= 1):
        return None
    return a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])


def _nearest(point: _Point, piece: tuple[_Point, _Point]) -> _Point:
    a, b = piece
    length = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2
    if length == 0:
        return a
    along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / length
    along = min(1.0, max(0.0, along))
    return a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])
