"""Lambert-93 and degrees, against two published addresses."""

from __future__ import annotations

import pytest

from bot.places.lambert93 import from_lambert93, to_lambert93

PUBLISHED = [
    ((5.425179, 46.005447), (887643.67, 6547960.53)),
    ((-1.52766875, 48.14018034), (363406.07, 6791854.24)),
]


@pytest.mark.parametrize(("degrees", "metres"), PUBLISHED)
def test_degrees_become_metres(degrees: tuple[float, float], metres: tuple[float, float]) -> None:
    assert to_lambert93(*degrees) == pytest.approx(metres, abs=0.1)


@pytest.mark.parametrize(("degrees", "metres"), PUBLISHED)
def test_metres_become_degrees(degrees: tuple[float, float], metres: tuple[float, float]) -> None:
    assert from_lambert93(*metres) == pytest.approx(degrees, abs=1e-6)
