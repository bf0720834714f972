"""One search: readings of the text, weighed, then turned into located candidates."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from bot.places.candidate import PROBABLE, Candidate, Guess, Kind
from bot.places.communes import Communes
from bot.places.crossings import crossing
from bot.places.house_numbers import Wanted, find_number, wanted_number
from bot.places.labels import inside_sentence, label, numbered
from bot.places.lexicon import kinds
from bot.places.matching import match_name, read_hits
from bot.places.query import read_query
from bot.places.ranking import Context, Reading, doubtful_when_tied, without_parts
from bot.places.retrieval import Known, names_with, places_of_kind
from bot.places.schema import SCALE, cells_around, commune_word
from bot.places.vocabulary import Vocabulary

_ONLY_ONE_OF_ITS_KIND = 0.86
_ONE_OF_SEVERAL = 0.62
_BELOW_CROSSING = 0.1
_BEST_OF_EACH_STREET = 3
_MOST_PLACES_OF_A_KIND = 30


class Search:
    """What one text may mean; made for one call."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        communes: Communes,
        vocabulary: Vocabulary,
        text: str,
        near: tuple[float, float] | None,
    ) -> None:
        self._connection = connection
        self._communes = communes
        self._query = read_query(text)
        self._hits = read_hits(self._query, vocabulary)
        self._context = Context(
            self._query,
            communes,
            communes.mentions(self._query),
            communes.with_postcode(self._query.postcode) if self._query.postcode else frozenset(),
            near,
        )

    def candidates(self, limit: int) -> list[Candidate]:
        """At most `limit` places worth saying, the likeliest first."""
        readings = self._readings()
        corners = self._crossings(readings)
        ceiling = corners[0].score - _BELOW_CROSSING if corners else 1.0
        found = corners + [self._located(reading, ceiling) for reading in readings]
        if not any(one.score >= PROBABLE for one in found):
            found = self._of_a_kind()
        found = [one for one in found if one.score >= PROBABLE]
        found.sort(key=lambda one: (-one.score, one.label))
        return [_rounded(one) for one in doubtful_when_tied(_unique(found))[:limit]]

    def _readings(self) -> list[Reading]:
        """One reading for each street or place, the best first."""
        best: dict[int, Reading] = {}
        for known in self._known():
            match = match_name(known.kind, known.core.split(), self._query, self._hits)
            if match is None:
                continue
            reading = self._context.weigh(Reading(known, match))
            if known.entry not in best or reading.score > best[known.entry].score:
                best[known.entry] = reading
        return sorted(without_parts(list(best.values())), key=lambda reading: -reading.score)

    def _known(self) -> Iterable[Known]:
        found = {(one.entry, one.kind, one.core): one for scope in self._scopes() for one in self._fetch(scope)}
        return found.values()

    def _fetch(self, scope: list[str]) -> list[Known]:
        return names_with(self._connection, self._hits, scope)

    def _scopes(self) -> list[list[str]]:
        """Where to look: the communes named, the squares around the point, everywhere."""
        scopes: list[list[str]] = [[]]
        if len(self._communes.names) == 1:
            return scopes
        if self._context.named():
            scopes.append([commune_word(commune) for commune in self._context.named()])
        if self._context.near:
            lat, lon = self._context.near
            scopes.append(cells_around(round(lat * SCALE), round(lon * SCALE)))
        return scopes

    def _located(self, reading: Reading, ceiling: float) -> Candidate:
        reading = replace(reading, match=replace(reading.match, score=min(reading.score, ceiling)))
        if reading.known.entry_kind == "street":
            wanted = wanted_number(self._query.words, reading.match)
            if wanted:
                return self._at_number(reading, wanted)
        return self._whole(reading)

    def _at_number(self, reading: Reading, wanted: Wanted) -> Candidate:
        found = find_number(self._connection, reading.known.entry, wanted)
        if found is None:
            return self._whole(reading)
        known = reading.known
        return replace(
            self._candidate(known, numbered(found.text, known.name), reading.score * found.factor),
            house_number=found.text,
            lat=found.lat / SCALE,
            lon=found.lon / SCALE,
            kind="housenumber",
            guessed=(*reading.match.guessed, *found.guessed),
        )

    def _whole(self, reading: Reading) -> Candidate:
        known, guessed = reading.known, reading.match.guessed
        if self._query.kilometre and self._query.kilometre not in known.core.split():
            guessed = (*guessed, "kilometre_not_found")
        text = f"{known.name}, {known.address}" if known.address else known.name
        return replace(self._candidate(known, text, reading.score), guessed=guessed)

    def _candidate(self, known: Known, place: str, score: float, guessed: tuple[Guess, ...] = ()) -> Candidate:
        citycode, city = self._communes.names[known.commune]
        number, street = _address_of(known)
        return Candidate(
            label(place, known.postcode, city), number, street, known.postcode, city, citycode,
            known.lat / SCALE, known.lon / SCALE, _KINDS[known.entry_kind], score, guessed,
        )  # fmt: skip

    def _crossings(self, readings: list[Reading]) -> list[Candidate]:
        """Where the two streets of the text meet."""
        streets = [one for one in readings if one.known.entry_kind == "street" and one.score >= PROBABLE]
        if not streets:
            return []
        first = streets[0]
        apart = [one for one in streets if one.match.start >= first.match.end or one.match.end <= first.match.start]
        if not apart or not self._says_crossing(first, apart[0]):
            return []
        same = [one for one in streets if one.match.start == first.match.start][:_BEST_OF_EACH_STREET]
        for one, other in product(same, apart[:_BEST_OF_EACH_STREET]):
            corner = crossing(self._connection, one.known.entry, other.known.entry)
            if corner and one.known.commune == other.known.commune:
                before, after = sorted((one, other), key=lambda each: each.match.start)
                return [self._corner(before, after, corner)]
        return []

    def _says_crossing(self, first: Reading, other: Reading) -> bool:
        if self._query.is_crossing:
            return True
        numbers = (wanted_number(self._query.words, one.match) for one in (first, other))
        return first.match.has_kind and other.match.has_kind and not any(numbers)

    def _corner(self, one: Reading, other: Reading, corner: tuple[int, int]) -> Candidate:
        place = f"Angle {inside_sentence(one.known.name)} et {inside_sentence(other.known.name)}"
        guessed = tuple(dict.fromkeys((*one.match.guessed, *other.match.guessed)))
        return replace(
            self._candidate(one.known, place, min(one.score, other.score) + 0.001, guessed),
            street=f"{one.known.name} / {other.known.name}",
            lat=corner[0] / SCALE,
            lon=corner[1] / SCALE,
            kind="crossing",
        )

    def _of_a_kind(self) -> list[Candidate]:
        """« devant l’école »: the school when there is only one, else each of them, to be asked."""
        said = {kind for kind in self._query.bare_kinds() if kinds()[kind] == "place"}
        found = {one.entry: one for kind in said for one in places_of_kind(self._connection, kind)}
        if not found or len(found) > _MOST_PLACES_OF_A_KIND:
            return []
        score = _ONLY_ONE_OF_ITS_KIND if len(found) == 1 else _ONE_OF_SEVERAL
        return [self._candidate(one, one.name, score, ("name_only",)) for one in found.values()]


_KINDS: dict[str, Kind] = {"street": "street", "place": "place", "locality": "locality"}


def _address_of(known: Known) -> tuple[str, str]:
    """House number and street; a place has those of its address."""
    if known.entry_kind != "place":
        return "", known.name
    number, _, street = known.address.partition(" ")
    if not number[:1].isdigit():
        return "", known.address
    for suffix in ("bis ", "ter "):
        if street.startswith(suffix):
            return f"{number} {suffix.strip()}", street.removeprefix(suffix)
    return number, street


def _unique(candidates: list[Candidate]) -> list[Candidate]:
    return list({(one.label, one.kind): one for one in reversed(candidates)}.values())[::-1]


def _rounded(candidate: Candidate) -> Candidate:
    return replace(
        candidate, score=round(min(1.0, candidate.score), 3), guessed=tuple(dict.fromkeys(candidate.guessed))
    )
