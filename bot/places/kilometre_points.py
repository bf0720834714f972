"""Kilometre points of roads: « au PK 12+300 de la D559 », « borne 4 », « km 2,5 »."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.places.store import Known, Store

KILOMETRE = 1000
_SAID = re.compile(
    r"\b(?:p\.?k\.?|p\.?r\.?|point kilometrique|point de repere|borne(?: kilometrique)?|km|kilometre)"
    r"\s*(?:numero\s*)?(?P<number>\d{1,3})(?:\s*(?P<sign>[+,.])\s*(?P<more>\d{1,3}))?\b(?!\s*(?:km|metres?)\b)"
)


@dataclass(frozen=True)
class KilometrePoint:
    """A whole kilometre, and metres after it."""

    number: int
    metres: int = 0

    @property
    def word(self) -> str:
        """How the names of an index write it."""
        return f"pk{self.number}"

    def __str__(self) -> str:
        return f"PK {self.number}+{self.metres:03}" if self.metres else f"PK {self.number}"


def read_kilometre_point(text: str) -> tuple[str, KilometrePoint | None]:
    """The prepared text with the point as « pk 12 », and the point; « 12+300 » and « 12,3 » are the same place."""
    found = _SAID.search(text)
    if not found:
        return text, None
    more = found["more"] or "0"
    point = KilometrePoint(int(found["number"]), int(more if found["sign"] == "+" else more.ljust(3, "0")))
    return f"{text[: found.start()]}pk {point.number} {text[found.end() :]}", point


def beyond(store: Store, known: Known, point: KilometrePoint) -> tuple[int, int] | None:
    """Latitude and longitude in millionths, on the way to the next kilometre; None when that one is not known."""
    following = KilometrePoint(point.number + 1).word
    words = [following if word == point.word else word for word in known.core.split()]
    found = [one for one in store.names_with_all([[word] for word in words], (), 2) if one.entry_kind == "place"]
    if not found:
        return None
    share = point.metres / KILOMETRE
    return round(known.lat + share * (found[0].lat - known.lat)), round(known.lon + share * (found[0].lon - known.lon))
