"""Whether coordinates can be those of a French address, and the distance between two."""

from __future__ import annotations

import math

from bot.places.lambert93 import from_lambert93

_FRANCE = (
    (41.2, 51.3, -5.6, 9.8),  # mainland and Corsica
    (14.2, 18.3, -63.4, -60.6),  # Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy
    (2.0, 6.0, -54.8, -51.4),  # Guyane
    (-21.6, -20.7, 55.0, 56.0),  # La Réunion
    (-13.2, -12.4, 44.8, 45.5),  # Mayotte
    (46.6, 47.3, -56.6, -56.0),  # Saint-Pierre-et-Miquelon
    (-28.5, -7.5, -180.0, -134.0),  # Polynésie française, Wallis-et-Futuna
    (-23.5, -17.5, 157.0, 169.5),  # Nouvelle-Calédonie
)
_EARTH_RADIUS = 6_371_008.8


class BadCoordinates(ValueError):
    """Coordinates that are no French position; `str(error)` says why, in French."""


def read_coordinates(lon: str, lat: str, x: str = "", y: str = "") -> tuple[float, float] | None:
    """Latitude and longitude from either pair, decimal commas allowed; None when both are empty."""
    if lon and lat:
        return _checked(_number(lat), _number(lon))
    if x and y:
        degrees_lon, degrees_lat = from_lambert93(_number(x), _number(y))
        return _checked(degrees_lat, degrees_lon)
    return None


def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Distance on the ground; flat between the two parallels, exact enough for a country."""
    north = math.radians(other_lat - lat)
    east = math.radians(other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return _EARTH_RADIUS * math.hypot(north, east)


def _checked(lat: float, lon: float) -> tuple[float, float]:
    if _in_france(lat, lon):
        return lat, lon
    if lat == 0 and lon == 0:
        raise BadCoordinates("les coordonnées sont à zéro")
    if _in_france(lon, lat):
        raise BadCoordinates("la latitude et la longitude semblent inversées")
    raise BadCoordinates("les coordonnées ne sont pas en France")


def _in_france(lat: float, lon: float) -> bool:
    return any(south <= lat <= north and west <= lon <= east for south, north, west, east in _FRANCE)


def _number(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise BadCoordinates(f"« {text[:20]} » n’est pas une coordonnée") from None
    if not math.isfinite(value):
        raise BadCoordinates(f"« {text[:20]} » n’est pas une coordonnée")
    return value
