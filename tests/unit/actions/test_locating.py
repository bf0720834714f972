"""The number that comes late after its street."""

from __future__ import annotations

import pytest

from actions.locating import LATE_NUMBER


@pytest.mark.parametrize(
    "after", [" au 7", " devant le 7", " devant le numéro 7 ne s'allume plus", " ô n°7 g failli", ", 7"]
)
def test_a_number_after_the_street_is_its_own(after: str) -> None:
    found = LATE_NUMBER.match(after)
    assert (found and found[1]) == (None if after == ", 7" else "7")


@pytest.mark.parametrize("after", [" le 7 mai", " à 7 heures", " le 11 novembre", " au 2e étage", " depuis 7 jours"])
def test_a_day_or_an_hour_is_no_number_of_a_street(after: str) -> None:
    assert LATE_NUMBER.match(after) is None
