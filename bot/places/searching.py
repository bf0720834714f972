"""One search: the readings of a text become located candidates, and the doubtful ones are dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from bot.places.candidate import JUST_UNSURE, PROBABLE, Candidate, Guess
from bot.places.crossings import crossing
from bot.places.house_numbers import wanted_number
from bot.places.lexicon import kinds_named_alone
from bot.places.locating import Locator
from bot.places.query import Query, read_query
from bot.places.ranking import Reading, doubtful_when_tied
from bot.places.readings import Finder

_ONLY_ONE_OF_ITS_KIND = 0.86
_ONE_OF_SEVERAL = 0.62
_MOST_PLACES_OF_A_KIND = 30
_SHORT_TEXT = 3
_BELOW_CROSSING = 0.1
_BEST_OF_EACH_STREET = 3


def search(
    finder: Finder, locator: Locator, text: str, near: tuple[float, float] | None, limit: int
) -> list[Candidate]:
    """At most `limit` places worth saying, the likeliest first."""
    query = read_query(text)
    found = _search(finder, locator, query, near)
    if not found:
        literal = read_query(text, literally=True)
        found = _search(finder, locator, literal, near) if literal.pieces != query.pieces else []
    found.sort(key=lambda one: (-one.score, one.label))
    return [_rounded(one) for one in doubtful_when_tied(_unique(found))[:limit]]


def _search(finder: Finder, locator: Locator, query: Query, near: tuple[float, float] | None) -> list[Candidate]:
    if not query.words:
        return []
    context = finder.context(query, near)
    query = context.query
    readings = [one for one in finder.readings(context) if one.score >= PROBABLE]
    corners = _corners(locator, query, readings)
    if corners:
        ceiling = corners[0].score - _BELOW_CROSSING
        readings = [one.scored(min(one.score, ceiling)) for one in readings]
    located = [locator.locate(each, query) for each in readings]
    if query.is_crossing and not corners:
        located = [_not_at_a_corner(one) for one in located]
    found = [one for one in corners + located if one.score >= PROBABLE]
    return found or _of_a_kind(locator, query)


def _corners(locator: Locator, query: Query, readings: Sequence[Reading]) -> list[Candidate]:
    """Where the two streets of the text meet."""
    streets = [one for one in readings if one.known.entry_kind == "street"]
    if not streets:
        return []
    first = streets[0]
    apart = [one for one in streets if one.match.start >= first.match.end or one.match.end <= first.match.start]
    if not apart or not _says_crossing(query, first, apart[0]):
        return []
    same = [one for one in streets if one.match.start == first.match.start]
    for one, other in product(same[:_BEST_OF_EACH_STREET], apart[:_BEST_OF_EACH_STREET]):
        if one.known.commune != other.known.commune:
            continue
        corner = crossing(locator.store, one.known.entry, other.known.entry)
        if corner:
            before, after = sorted((one, other), key=lambda each: each.match.start)
            guessed = (*before.match.guessed, *after.match.guessed)
            return [locator.corner(before.known, after.known, corner, min(one.score, other.score), guessed)]
    return []


def _says_crossing(query: Query, first: Reading, other: Reading) -> bool:
    if query.is_crossing:
        return True
    numbers = (wanted_number(query.words, one.match) for one in (first, other))
    return first.match.has_kind and other.match.has_kind and not any(numbers)


def _not_at_a_corner(candidate: Candidate) -> Candidate:
    """A corner was said and is not known: the street alone does not tell where."""
    if candidate.kind != "street":
        return candidate
    guessed: tuple[Guess, ...] = (*candidate.guessed, "crossing_not_found")
    return replace(candidate, score=min(candidate.score, JUST_UNSURE), guessed=guessed)


def _of_a_kind(locator: Locator, query: Query) -> list[Candidate]:
    """« devant l’école »: the school when there is only one, else each of them, to be asked."""
    said = query.bare_kinds() & kinds_named_alone() if query.weight <= _SHORT_TEXT else frozenset[str]()
    found = {one.entry: one for kind in said for one in locator.store.places_of_kind(kind)}
    if len(found) > _MOST_PLACES_OF_A_KIND:
        return []
    score = _ONLY_ONE_OF_ITS_KIND if len(found) == 1 else _ONE_OF_SEVERAL
    return [locator.candidate(one, one.name, score, ("name_only",)) for one in found.values()]


def _unique(candidates: list[Candidate]) -> list[Candidate]:
    """The best of those that would be told in the same words."""
    best: dict[tuple[str, str], Candidate] = {}
    for one in candidates:
        best.setdefault((one.label, one.kind), one)
    return list(best.values())


def _rounded(candidate: Candidate) -> Candidate:
    guessed = tuple(dict.fromkeys(candidate.guessed))
    return replace(candidate, score=round(min(1.0, candidate.score), 3), guessed=guessed)
