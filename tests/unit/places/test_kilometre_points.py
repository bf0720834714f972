"""Points along a departmental road, between two known kilometres."""

from __future__ import annotations

import pytest

from bot.places import SURE, PlaceIndex

# D 214 PK 1 and PK 2 of Belrive stand at these latitudes.
FIRST, SECOND = 46.985967, 46.980660


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("RD 214 PK 1", 0.0),
        ("sur la D214 au pk 1+500", 0.5),
        ("D214 PK 1,250", 0.25),
        ("route départementale 214 au km 2", 1.0),
        ("rd214 PR 2", 1.0),
        ("D 214, borne 1", 0.0),
    ],
)
def test_a_kilometre_point_is_placed_on_its_road(text: str, share: float, belrive: PlaceIndex) -> None:
    found = belrive.search(text)[0]
    assert found.score >= SURE
    assert found.lat == pytest.approx(FIRST + share * (SECOND - FIRST), abs=2e-6)


@pytest.mark.parametrize("text", ["D214 PK 7", "D214 PK 2+300"])
def test_a_point_that_is_not_known_is_never_sure(text: str, belrive: PlaceIndex) -> None:
    found = belrive.search(text)[0]
    assert found.score < SURE
    assert "kilometre_not_found" in found.guessed
