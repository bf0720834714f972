"""What a search or a look at the map answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["housenumber", "street", "place", "crossing", "locality"]
Guess = Literal[
    "number_not_found",
    "suffix_not_found",
    "street_spelling",
    "street_type",
    "partial_name",
    "name_only",
    "several_streets",
    "crossing_not_found",
    "kilometre_not_found",
    "postcode",
]

SURE = 0.85
"""From this score on a candidate may be taken without asking."""
JUST_UNSURE = SURE - 0.01
"""For what may not be taken without asking, however well it is spelt."""
PROBABLE = 0.6
"""Below this score nothing is said."""


@dataclass(frozen=True)
class Candidate:
    """A located place; `score` goes from 0 to 1, `guessed` says what the text did not say so."""

    label: str
    house_number: str
    street: str
    postcode: str
    city: str
    citycode: str
    lat: float
    lon: float
    kind: Kind
    score: float
    guessed: tuple[Guess, ...] = ()
