"""How well a name of the index is said by a part of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.places.candidate import Guess
from bot.places.lexicon import kinds, weights
from bot.places.query import Query, Word
from bot.places.vocabulary import Vocabulary

OTHER_KIND = 0.8
"""« avenue Pasteur » for a rue Pasteur: probably, to be asked."""
OTHER_GROUP = 0.55
"""« rue de la Gare » is not the station."""
KIND_NOT_IN_NAME = 0.8
KIND_NOT_SAID = 0.72
"""For a name without its kind, when it is lost in other words; grows with the share of the text that it takes."""
SKIPPED_BEFORE = 0.4
SKIPPED_INSIDE = 0.08
LEFT_AFTER = 0.12
INVERTED = 0.03
YEAR_WEIGHT = 0.25

_LONG_TEXT = 8
_FULL_LIKENESS = 0.995


@dataclass(frozen=True)
class Hit:
    """A word of the index read at a place of the text."""

    place: int
    width: int
    likeness: float


Hits = Mapping[str, Sequence[Hit]]


@dataclass(frozen=True)
class Match:
    """The part of the text (words from `start` to before `end`) that says a name, and how well."""

    start: int
    end: int
    score: float
    has_kind: bool
    guessed: tuple[Guess, ...] = ()


def read_hits(query: Query, vocabulary: Vocabulary) -> dict[str, list[Hit]]:
    """Every word of the index that the text may hold, and where."""
    hits: dict[str, list[Hit]] = {}
    for place, word in enumerate(query.words):
        if not word.is_noise:
            _add(hits, vocabulary.lookup(word.meanings), place, 1)
    for place, (word, following) in enumerate(pairwise(query.words)):
        if word.number is None and following.number is None and not following.after_break:
            _add(hits, vocabulary.joined(word.meanings[0] + following.meanings[0]), place, 2)
    return hits


def weight_of(word: str) -> float:
    """How well a word tells a name from others: « 1945 » hardly, « general » little."""
    return YEAR_WEIGHT if word.isdigit() and len(word) == 4 else weights().get(word, 1.0)


def _add(hits: dict[str, list[Hit]], found: Mapping[str, float], place: int, width: int) -> None:
    for words, value in found.items():
        for word in words.split():
            hits.setdefault(word, []).append(Hit(place, width, value))


def match_name(kind: str, core: Sequence[str], query: Query, hits: Hits) -> Match | None:
    """The best reading of the name in the text; None when no word of it is there."""
    said = [(word, weight_of(word), hits.get(word, ())) for word in core]
    starts = {hit.place for _, _, places in said for hit in places}
    readings = [_read_from(start, kind, said, query) for start in starts]
    return max((reading for reading in readings if reading), key=lambda match: match.score, default=None)


def _read_from(start: int, kind: str, said: Sequence[tuple[str, float, Sequence[Hit]]], query: Query) -> Match | None:
    used: list[Hit] = []
    gained = total = heaviest = heaviest_found = 0.0
    for _, weight, places in said:
        total += weight
        heaviest = max(heaviest, weight)
        hit = _nearest(places, start, len(said), used)
        if hit:
            used.append(hit)
            gained += weight * hit.likeness
            heaviest_found = max(heaviest_found, weight)
    if not used or heaviest_found < heaviest:
        return None
    return _judge(kind, query, used, gained / total, complete=len(used) == len(said))


def _nearest(places: Sequence[Hit], start: int, length: int, used: Sequence[Hit]) -> Hit | None:
    best: Hit | None = None
    for hit in places:
        if not start <= hit.place <= start + length:
            continue
        if any(hit.place == other.place and hit.width == other.width == 1 for other in used):
            continue
        if best is None or hit.likeness > best.likeness:
            best = hit
    return best


def _judge(kind: str, query: Query, used: Sequence[Hit], coverage: float, *, complete: bool) -> Match:
    first = min(hit.place for hit in used)
    end = max(hit.place + hit.width for hit in used)
    guessed: list[Guess] = []
    if any(hit.likeness < _FULL_LIKENESS for hit in used):
        guessed.append("street_spelling")
    if not complete:
        guessed.append("partial_name")
    coverage -= SKIPPED_INSIDE * _skipped(query, first, end, used)
    if any(later.place < earlier.place for earlier, later in pairwise(used)):
        coverage -= INVERTED
    bare = Match(first, end, coverage, has_kind=False, guessed=tuple(guessed))
    return _with_kind(bare, kind, query)


def _skipped(query: Query, first: int, end: int, used: Sequence[Hit]) -> int:
    taken = {place for hit in used for place in range(hit.place, hit.place + hit.width)}
    return sum(place not in taken and query.words[place].says_something for place in range(first, end))


def _with_kind(match: Match, kind: str, query: Query) -> Match:
    place, skipped = _kind_before(query.words, match.start)
    if place is None:
        place = _kind_after(query.words, match.end)
        if place is None:
            return _without_kind(match, kind, query)
        match = replace(match, end=place + 1)
    else:
        match = replace(match, start=place)
    score = match.score - SKIPPED_BEFORE * skipped - _left_after(query, match.end)
    written = query.words[place].kinds
    if kind in written:
        return replace(match, score=score, has_kind=True)
    factor, guess = _other_kind(kind, written)
    return replace(match, score=score * factor, has_kind=True, guessed=(*match.guessed, guess))


def _kind_before(words: Sequence[Word], start: int) -> tuple[int | None, float]:
    """Where the kind of the place is said before its name, and the weight of the words left between."""
    skipped = 0.0
    for place in range(start - 1, max(start - 4, -1), -1):
        word = words[place]
        if words[place + 1].after_break or words[place + 1].after_sign or word.number is not None:
            return None, 0.0
        if word.kinds:
            return place, skipped
        if word.is_noise:
            return None, 0.0
        skipped += weight_of(word.meanings[-1])
    return None, 0.0


def _kind_after(words: Sequence[Word], end: int) -> int | None:
    """« Pasteur (rue) », « gambetta bd »: only when no other name follows."""
    if end >= len(words) or not words[end].kinds:
        return None
    followed = end + 1 < len(words) and words[end + 1].says_something and not words[end + 1].after_break
    return None if followed else end


def _without_kind(match: Match, kind: str, query: Query) -> Match:
    if not kind:
        return replace(match, score=match.score - _left_after(query, match.end), has_kind=True)
    said = sum(word.says_something for word in query.words[match.start : match.end])
    if not said and any(word.kinds for word in query.words[match.start : match.end]):
        return replace(match, score=match.score * OTHER_GROUP)
    share = min(1.0, max(said, 1) / max(query.weight, 1))
    factor = KIND_NOT_SAID + (0.95 - KIND_NOT_SAID) * share
    return replace(match, score=match.score * factor, guessed=(*match.guessed, "name_only"))


def _other_kind(kind: str, written: frozenset[str]) -> tuple[float, Guess]:
    groups = {kinds()[word] for word in written}
    if not kind:
        return (OTHER_GROUP if groups == {"street"} else KIND_NOT_IN_NAME), "name_only"
    return (OTHER_KIND if kinds()[kind] in groups else OTHER_GROUP), "street_type"


def _left_after(query: Query, end: int) -> float:
    """A word that follows the name at once may belong to a longer name that we do not know."""
    if end >= len(query.words):
        return 0.0
    word = query.words[end]
    if word.after_break or word.after_sign or not word.says_something:
        return 0.0
    return LEFT_AFTER / 2 if query.weight >= _LONG_TEXT else LEFT_AFTER
