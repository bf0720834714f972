"""Turns a reading of the text into a located candidate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.places.candidate import Candidate, Guess, Kind
from bot.places.communes import Communes
from bot.places.house_numbers import FAR_FACTOR, Found, Wanted, find_number, wanted_number
from bot.places.kilometre_points import KilometrePoint, beyond
from bot.places.labels import inside_sentence, label, numbered
from bot.places.query import Query
from bot.places.ranking import Reading
from bot.places.schema import SCALE
from bot.places.store import Known, Number, Store

_KINDS: dict[str, Kind] = {"street": "street", "place": "place", "locality": "locality"}
_SUFFIXES = ("bis ", "ter ", "quater ")


@dataclass(frozen=True)
class Locator:
    """Finds where on the street, and says it for people."""

    store: Store
    communes: Communes

    def locate(self, reading: Reading, query: Query) -> Candidate:
        """The house when the text gives a number, else the street or place."""
        if reading.known.entry_kind == "street":
            wanted = wanted_number(query.words, reading.match)
            at_number = self._at_number(reading, wanted) if wanted else None
            if at_number:
                return at_number
        known, guessed = reading.known, reading.match.guessed
        text = f"{known.name}, {known.address}" if known.address else known.name
        point = query.kilometre_point
        if point and point.word not in known.core.split():
            return self.candidate(known, text, reading.score * FAR_FACTOR, (*guessed, "kilometre_not_found"))
        if point and point.metres:
            return self._beyond(reading, point)
        return self.candidate(known, text, reading.score, guessed)

    def corner(
        self, one: Known, other: Known, corner: tuple[int, int], score: float, guessed: tuple[Guess, ...] = ()
    ) -> Candidate:
        """Where two streets meet, at this latitude and longitude in millionths."""
        place = f"Angle {inside_sentence(one.name)} et {inside_sentence(other.name)}"
        return replace(
            self.candidate(one, place, score, guessed),
            street=f"{one.name} / {other.name}",
            lat=corner[0] / SCALE,
            lon=corner[1] / SCALE,
            kind="crossing",
        )

    def house(self, known: Known, at: Found | Number, score: float, guessed: tuple[Guess, ...] = ()) -> Candidate:
        """A house number of a street."""
        return replace(
            self.candidate(known, numbered(at.text, known.name), score, guessed),
            house_number=at.text,
            lat=at.lat / SCALE,
            lon=at.lon / SCALE,
            kind="housenumber",
        )

    def candidate(self, known: Known, place: str, score: float, guessed: tuple[Guess, ...] = ()) -> Candidate:
        """The middle of a street, or a place."""
        citycode, city = self.communes.names[known.commune]
        number, street = _address_of(known)
        return Candidate(
            label(place, known.postcode, city), number, street, known.postcode, city, citycode,
            known.lat / SCALE, known.lon / SCALE, _KINDS[known.entry_kind], score, guessed,
        )  # fmt: skip

    def _beyond(self, reading: Reading, point: KilometrePoint) -> Candidate:
        """Some metres after a known kilometre, else that kilometre."""
        known, guessed = reading.known, reading.match.guessed
        position = beyond(self.store, known, point)
        if position is None:
            return self.candidate(known, known.name, reading.score * FAR_FACTOR, (*guessed, "kilometre_not_found"))
        name = known.name.replace(str(KilometrePoint(point.number)), str(point))
        return self.candidate(known._replace(lat=position[0], lon=position[1]), name, reading.score, guessed)

    def _at_number(self, reading: Reading, wanted: Wanted) -> Candidate | None:
        found = find_number(self.store, reading.known.entry, wanted)
        if found is None:
            return None
        guessed = (*reading.match.guessed, *found.guessed)
        return self.house(reading.known, found, reading.score * found.factor, guessed)


def _address_of(known: Known) -> tuple[str, str]:
    """House number and street; a place has those of its address."""
    if known.entry_kind != "place":
        return "", known.name
    number, _, street = known.address.partition(" ")
    if not number[:1].isdigit():
        return "", known.address
    for suffix in _SUFFIXES:
        if street.startswith(suffix):
            return f"{number} {suffix.strip()}", street.removeprefix(suffix)
    return number, street
