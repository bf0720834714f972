"""From longitude and latitude to Lambert-93 and back, for files that give only one of them.

Formulas ALG0003, ALG0004 and ALG0019 of IGN's note NTG_71, "Projection cartographique conique
conforme de Lambert", with the constants of Lambert-93 on the GRS80 ellipsoid. WGS84 and RGF93
agree within a metre.
"""

import math

_ECCENTRICITY = 0.08181919112
_EXPONENT = 0.725607765
_SCALE = 11_754_255.426
_ORIGIN_X = 700_000.0
_POLE_Y = 12_655_612.050
_MERIDIAN = math.radians(3)
_ITERATIONS = 8


def to_lambert93(lon: float, lat: float) -> tuple[float, float]:
    """x and y in metres of a position in degrees."""
    angle = _EXPONENT * (math.radians(lon) - _MERIDIAN)
    radius = _SCALE * math.exp(-_EXPONENT * _isometric_latitude(math.radians(lat)))
    return _ORIGIN_X + radius * math.sin(angle), _POLE_Y - radius * math.cos(angle)


def from_lambert93(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude in degrees of a position in metres."""
    east, south = x - _ORIGIN_X, _POLE_Y - y
    angle = math.atan2(east, south)
    isometric = -math.log(math.hypot(east, south) / _SCALE) / _EXPONENT
    return math.degrees(_MERIDIAN + angle / _EXPONENT), math.degrees(_latitude(isometric))


def _isometric_latitude(latitude: float) -> float:
    sine = _ECCENTRICITY * math.sin(latitude)
    correction = ((1 - sine) / (1 + sine)) ** (_ECCENTRICITY / 2)
    return math.log(math.tan(math.pi / 4 + latitude / 2) * correction)


def _latitude(isometric: float) -> float:
    latitude = 2 * math.atan(math.exp(isometric)) - math.pi / 2
    for _ in range(_ITERATIONS):
        sine = _ECCENTRICITY * math.sin(latitude)
        correction = ((1 + sine) / (1 - sine)) ** (_ECCENTRICITY / 2)
        latitude = 2 * math.atan(correction * math.exp(isometric)) - math.pi / 2
    return latitude
