"""How well a name of the index is said by a part of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.places.candidate import Guess
from bot.places.lexicon import DESCRIPTIONS, kinds, weights
from bot.places.query import Query
from bot.places.vocabulary import SAME_BUT_ENDING, Vocabulary
from bot.places.word import KILOMETRE, Word

OTHER_KIND = 0.8
"""« avenue Pasteur » for a rue Pasteur: probably, to be asked."""
OTHER_GROUP = 0.55
"""« rue de la Gare » is not the station."""
KIND_NOT_IN_NAME = 0.8
KIND_NOT_SAID = 0.72
"""For a name without its kind, when it is lost in other words; grows with the share of the text that it takes."""
BARE_NAME = 0.95
MISSPELT_AMONG_OTHERS = 0.8
SKIPPED_BEFORE = 0.4
SKIPPED_INSIDE = 0.08
LEFT_AFTER = 0.16
INVERTED = 0.03
INITIAL = 0.95
MAY_BE_INITIAL = 0.8
DETAIL_WEIGHT = 0.2
KILOMETRE_WEIGHT = 1.5
"""Heavier than the road: another kilometre point is another place."""

ARTICLE_WEIGHT = 0.1
"""For a short word before a name, most often a misspelt article."""

_LONG_TEXT = 8
_KINDS_OF_HAMLETS = frozenset({"lieudit", "hameau", "quartier", "domaine"})
_LONGEST_ARTICLE = 3
_SHORTEST_FIRST_NAME = 3
_FULL_LIKENESS = 0.995


class Hit(NamedTuple):
    """A word of the index read at a place of the text."""

    place: int
    width: int
    likeness: float
    phrase: str = ""

    def excludes(self, other: Hit) -> bool:
        """Two words of a name are read at one place only when written as one: « victorhugo »."""
        apart = self.place + self.width <= other.place or other.place + other.width <= self.place
        return not apart and (not self.phrase or self.phrase != other.phrase)


Hits = Mapping[str, Sequence[Hit]]


class Match(NamedTuple):
    """The part of the text (words from `start` to before `end`) that says a name, and how well."""

    start: int
    end: int
    score: float
    has_kind: bool
    guessed: tuple[Guess, ...] = ()
    name_start: int = 0
    """The first word read as part of the name, after its kind and what could not be read."""


def read_hits(query: Query, vocabulary: Vocabulary) -> dict[str, list[Hit]]:
    """Every word of the index that the text may hold, and where."""
    hits: dict[str, list[Hit]] = {}
    for place, word in enumerate(query.words):
        is_everyday = word.is_noise and not _opens_before(query, place)
        found = vocabulary.exact(word.meanings) if is_everyday else vocabulary.lookup(word.meanings)
        if word.is_noise or (word.kinds and not word.is_misspelt_kind):
            found = {written: value for written, value in found.items() if value >= SAME_BUT_ENDING}
        if place in query.named and not _opens_before(query, place):
            found = {written: value for written, value in found.items() if value >= _FULL_LIKENESS}
        _add(hits, found, place, 1)
    for place, (word, following) in enumerate(pairwise(query.words)):
        if word.number is None and following.number is None and not following.after_break:
            _add(hits, vocabulary.joined(word.meanings[0] + following.meanings[0]), place, 2)
    return hits


def _opens_before(query: Query, place: int) -> bool:
    """« rue de Lyons » may be the rue de Lyon, even where a commune is called Lyons."""
    return place > 0 and query.words[place - 1].opens_a_street


def weight_of(word: str) -> float:
    """How well a word tells a name from others: « 1945 » and « general » hardly, an initial not at all."""
    if len(word) == 1 and word.isalpha():
        return 0.0
    if word in DESCRIPTIONS or _is_year(word):
        return DETAIL_WEIGHT
    if KILOMETRE.fullmatch(word):
        return KILOMETRE_WEIGHT
    return weights().get(word, 1.0)


def _add(hits: dict[str, list[Hit]], found: Mapping[str, float], place: int, width: int) -> None:
    for words, value in found.items():
        phrase = words if " " in words else ""
        for word in words.split():
            hits.setdefault(word, []).append(Hit(place, width, value, phrase))


def match_name(kind: str, core: Sequence[str], query: Query, hits: Hits) -> Match | None:
    """The best reading of the name in the text; None when no word of it is there."""
    said = [(word, weight_of(word), hits.get(word) or _shortened(word, query)) for word in core]
    starts = {hit.place for _, _, places in said for hit in places}
    readings = [_read_from(start, kind, said, query) for start in starts]
    return max((reading for reading in readings if reading), key=lambda match: match.score, default=None)


def _shortened(word: str, query: Query) -> Sequence[Hit]:
    """« 8 mai 45 » for 1945, « V. Hugo » for Victor, « L. Michel » for Louise, whose letter is an article elsewhere."""
    if _is_year(word):
        return [Hit(place, 1, 1.0) for place, said in enumerate(query.words) if said.meanings[0] == word[2:]]
    if len(word) < _SHORTEST_FIRST_NAME or word.isdigit():
        return ()
    words = list(enumerate(query.words))
    initials = [Hit(place, 1, INITIAL) for place, said in words if said.meanings[0] == word[0]]
    return initials + [Hit(place, 0, MAY_BE_INITIAL) for place, said in words if said.led_by == word[0]]


def _is_year(word: str) -> bool:
    return word.isdigit() and len(word) == 4


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
    if heaviest_found < heaviest or not any(hit.width for hit in used):
        return None
    return _judge(kind, query, used, gained / (total or 1.0), complete=len(used) == len(said))


def _nearest(places: Sequence[Hit], start: int, length: int, used: Sequence[Hit]) -> Hit | None:
    best: Hit | None = None
    for hit in places:
        if not start <= hit.place <= start + length:
            continue
        if any(hit.excludes(other) for other in used):
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
    bare = Match(first, end, coverage, has_kind=False, guessed=tuple(guessed), name_start=first)
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
        match = match._replace(end=place + 1)
    else:
        match = match._replace(start=place)
    score = match.score - SKIPPED_BEFORE * skipped - _left_after(query, match.end)
    written = query.words[place].kinds
    if kind in written:
        return match._replace(score=score, has_kind=True)
    factor, guess = _other_kind(kind, written)
    return match._replace(score=score * factor, has_kind=True, guessed=(*match.guessed, guess))


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
        skipped += ARTICLE_WEIGHT if word.may_be_article else weight_of(word.main)
    return None, 0.0


def _kind_after(words: Sequence[Word], end: int) -> int | None:
    """« Pasteur (rue) », « gambetta bd »: only when no other name follows."""
    if end >= len(words) or not words[end].kinds or words[end].after_sign:
        return None
    followed = end + 1 < len(words) and words[end + 1].says_something and not words[end + 1].after_break
    return None if followed else end


def _without_kind(match: Match, kind: str, query: Query) -> Match:
    window = query.words[match.start : match.end]
    said = sum(word.says_something for word in window)
    share = min(1.0, max(said, 1) / max(query.weight, 1))
    score = match.score * (KIND_NOT_SAID + (1 - KIND_NOT_SAID) * share)
    if not window[0].is_led and not query.is_crossing:
        score *= OTHER_GROUP
    if share < 1 and "street_spelling" in match.guessed:
        score *= MISSPELT_AMONG_OTHERS
    if not kind:
        return match._replace(score=score - _left_after(query, match.end), has_kind=True)
    factor = BARE_NAME if said or query.is_crossing else OTHER_GROUP
    return match._replace(score=score * factor, guessed=(*match.guessed, "name_only"))


def _other_kind(kind: str, written: frozenset[str]) -> tuple[float, Guess]:
    groups = {kinds()[word] for word in written}
    if not kind and written & _KINDS_OF_HAMLETS:
        return BARE_NAME, "name_only"
    if not kind:
        return (OTHER_GROUP if groups == {"street"} else KIND_NOT_IN_NAME), "name_only"
    return (OTHER_KIND if kinds()[kind] in groups else OTHER_GROUP), "street_type"


def _left_after(query: Query, end: int) -> float:
    """A word that follows the name may belong to a longer name, or be a commune that we do not know."""
    if end >= len(query.words) or end in query.commune_starts:
        return 0.0
    word = query.words[end]
    if word.after_sign or not word.says_something or len(word.main) < _LONGEST_ARTICLE:
        return 0.0
    return LEFT_AFTER / 2 if query.weight >= _LONG_TEXT else LEFT_AFTER
