"""Points on the map, and the areas that they make."""

from __future__ import annotations

from dataclasses import dataclass

from bot.territory.reading import Entry


@dataclass(frozen=True)
class Position:
    """Degrees, WGS 84."""

    lat: float
    lon: float


Ring = tuple[Position, ...]
Area = tuple[Ring, ...]
"""Closed lines: what lies in an odd number of them is in the area, which may so have several pieces and holes."""


def read_position(entry: Entry) -> Position:
    values = [item.number() for item in entry.items()]
    if len(values) != 2:
        raise entry.error("une position s’écrit [latitude, longitude]")
    lat, lon = values
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise entry.error("la latitude va de -90 à 90 et la longitude de -180 à 180")
    return Position(lat, lon)


def read_area(entry: Entry) -> Area:
    """The corners of an area in order, or those of each of its pieces and holes; nothing when the entry is absent."""
    items = entry.items()
    if not items:
        return ()
    corners = items[0].items()
    is_one_ring = not corners or not isinstance(corners[0].value, list)
    return tuple(_read_ring(ring) for ring in ([entry] if is_one_ring else items))


def _read_ring(entry: Entry) -> Ring:
    ring = tuple(read_position(item) for item in entry.items())
    if len(ring) < 3:
        raise entry.error("une limite a au moins trois points")
    return ring


def contains(area: Area, position: Position) -> bool:
    """Whether the point is in the area, by counting the sides of all its rings that a ray to the east crosses.

    W. Randolph Franklin's PNPOLY (https://wrfranklin.org/Research/Short_Notes/pnpoly.html): of two
    areas that share a side exactly one holds a point of that side.
    """
    sides = (side for ring in area for side in zip(ring, ring[1:] + ring[:1], strict=True))
    return sum(_crosses(a, b, position) for a, b in sides) % 2 == 1


def _crosses(a: Position, b: Position, point: Position) -> bool:
    if (a.lat > point.lat) == (b.lat > point.lat):
        return False
    return point.lon < (b.lon - a.lon) * (point.lat - a.lat) / (b.lat - a.lat) + a.lon
