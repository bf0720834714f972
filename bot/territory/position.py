"""Points on the map, and the areas that they make."""

from __future__ import annotations

from dataclasses import dataclass

from bot.territory.reading import Entry


@dataclass(frozen=True)
class Position:
    """Degrees, WGS 84."""

    lat: float
    lon: float


Area = tuple[Position, ...]


def read_position(entry: Entry) -> Position:
    values = [item.number() for item in entry.items()]
    if len(values) != 2:
        raise entry.error("une position s’écrit [latitude, longitude]")
    lat, lon = values
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise entry.error("la latitude va de -90 à 90 et la longitude de -180 à 180")
    return Position(lat, lon)


def read_area(entry: Entry) -> Area:
    """The corners of an area, in order; nothing when the entry is absent."""
    area = tuple(read_position(item) for item in entry.items())
    if area and len(area) < 3:
        raise entry.error("une limite a au moins trois points")
    return area


def contains(area: Area, position: Position) -> bool:
    """Whether the point is in the area, by counting the sides that a ray to the east crosses.

    W. Randolph Franklin's PNPOLY (https://wrfranklin.org/Research/Short_Notes/pnpoly.html): of two
    areas that share a side exactly one holds a point of that side.
    """
    sides = zip(area, area[1:] + area[:1], strict=True)
    return sum(_crosses(a, b, position) for a, b in sides) % 2 == 1


def _crosses(a: Position, b: Position, point: Position) -> bool:
    if (a.lat > point.lat) == (b.lat > point.lat):
        return False
    return point.lon < (b.lon - a.lon) * (point.lat - a.lat) / (b.lat - a.lat) + a.lon
