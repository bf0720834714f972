"""All the ways to read a text as a name of the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.places.candidate import SURE
from bot.places.communes import Communes
from bot.places.lexicon import ARTICLES
from bot.places.matching import Hits, Match, match_name, read_hits
from bot.places.query import Query
from bot.places.ranking import Context, Reading, without_parts
from bot.places.retrieval import MOST_NAMES, names_with
from bot.places.schema import SCALE, cells_around, commune_word
from bot.places.store import Known, Store
from bot.places.vocabulary import SAME_BUT_ENDING, Vocabulary
from bot.places.whole_names import LEAST_LIKENESS, LEAST_WHEN_TOLD, WholeNames
from bot.places.word import Word

_KEPT = 12
_LONGEST_WHOLE = 9
_MOST_SCOPES = 20
"""More communes than that hold too many names to be compared letter by letter."""
_SURENESS_OF_WHOLE = 0.95
"""A whole name without a single error is still a little less sure than its words read one by one."""
_PER_LIKENESS = 0.7
_OTHER_NUMBER_WORDS = 2


class Net(NamedTuple):
    """Names fetched together; `may_end` when a sure reading among them makes a wider search useless."""

    names: Sequence[Known]
    may_end: bool


@dataclass(frozen=True)
class Finder:
    """The parts of an index that reading needs."""

    store: Store
    communes: Communes
    vocabulary: Vocabulary
    whole_names: WholeNames

    def context(self, query: Query, near: tuple[float, float] | None) -> Context:
        """What the text says beside the street; a misspelt commune is sought when no other is named."""
        query = query.without_kinds([place for place, word in enumerate(query.words) if self._is_no_kind(word)])
        mentions = self.communes.mentions(query)
        served = self.communes.with_postcode(query.postcode) if query.postcode else frozenset[int]()
        if len(self.communes.names) > 1 and not mentions and not served and near is None and len(query.words) > 1:
            misspelt = self.communes.misspelt_mention(query)
            mentions = [misspelt] if misspelt else []
        starts = frozenset(mention.start for mention in mentions)
        named = frozenset(place for one in mentions if one.is_certain for place in range(one.start, one.end))
        return Context(query.with_communes(starts, named), mentions, served, near)

    def readings(self, context: Context) -> list[Reading]:
        """The best readings, one for each street or place, the likeliest first."""
        hits = read_hits(context.query, self.vocabulary)
        scope = self._scope(context)
        found: dict[int, Reading] = {}
        for net in self._nets(hits, scope, context):
            _keep_better(found, self._read(net, hits, context))
            if any(one.score >= SURE and (net.may_end or context.supports(one)) for one in found.values()):
                break
        if max((one.score for one in found.values()), default=0) < SURE:
            _keep_better(found, self._whole(list(dict.fromkeys((*scope, *_around(context)))), context))
        best = sorted(found.values(), key=lambda reading: -reading.score)[:_KEPT]
        return sorted(without_parts(best), key=lambda reading: -reading.score)

    def _is_no_kind(self, word: Word) -> bool:
        """« rouge » may be a misspelt « route », unless a place of the index is called so."""
        return word.is_misspelt_kind and bool(self.vocabulary.exact(word.meanings))

    def _nets(self, hits: Hits, scope: Sequence[str], context: Context) -> Iterator[Net]:
        """Names to read: those of the communes meant, then those written just so, then any that share a word."""
        likeness = {word: max(hit.likeness for hit in places) for word, places in hits.items()}
        if scope:
            yield Net(names_with(self.store, likeness, scope), may_end=False)
        if len(self.communes.names) > 1:
            kinds = {kind for word in context.query.words for kind in word.kinds}
            same = self.store.names_with_all(_exact_words(hits, context), kinds, MOST_NAMES)
            yield Net(same, may_end=len(same) < MOST_NAMES)
        yield Net(names_with(self.store, likeness), may_end=True)

    def _read(self, net: Net, hits: Hits, context: Context) -> Iterator[Reading]:
        matches: dict[tuple[str, str], Match | None] = {}
        for known in net.names:
            spelling = known.kind, known.core
            if spelling not in matches:
                matches[spelling] = match_name(known.kind, known.core.split(), context.query, hits)
            match = matches[spelling]
            if match:
                yield context.weigh(Reading(known, match))

    def _scope(self, context: Context) -> list[str]:
        """Where to look first: the communes named, else the squares around the point."""
        if len(self.communes.names) == 1:
            return []
        if context.named():
            return [commune_word(commune) for commune in context.named()]
        return _around(context)

    def _whole(self, scope: Sequence[str], context: Context) -> list[Reading]:
        """Readings of the text without its number and commune, letter by letter."""
        least = LEAST_WHEN_TOLD
        if len(self.communes.names) == 1:
            scope, least = [commune_word(commune) for commune in self.communes.names], LEAST_LIKENESS
        readings = list[Reading]()
        for start, end in _bare_streets(context):
            if not 0 < len(scope) <= _MOST_SCOPES or not 0 < end - start <= _LONGEST_WHOLE:
                continue
            alike = dict(self.whole_names.like(context.query.spelt_out(start, end), scope, least))
            for known in self.store.named(alike):
                sureness = _sureness(alike[known.name_id])
                match = Match(start, end, sureness, True, ("street_spelling",), start)
                readings.append(context.weigh(Reading(known, match)))
        return readings


def _keep_better(found: dict[int, Reading], readings: Iterable[Reading]) -> None:
    for reading in readings:
        known = found.get(reading.known.entry)
        if known is None or reading.score > known.score:
            found[reading.known.entry] = reading


def _sureness(likeness: float) -> float:
    return _SURENESS_OF_WHOLE - _PER_LIKENESS * (1 - likeness)


def _exact_words(hits: Hits, context: Context) -> list[list[str]]:
    """For each telling word of the street the words of the index that it is; empty when one of them is misspelt."""
    named = [mention for mention in context.mentions if mention.is_certain]
    apart = {place for mention in named for place in range(mention.start, mention.end)}
    by_place: dict[int, list[str]] = {
        place: []
        for place, word in enumerate(context.query.words)
        if place not in apart and word.number is None and not word.is_noise and not word.opens_a_street
    }
    for word, places in hits.items():
        for hit in places:
            if hit.place in by_place and hit.likeness >= SAME_BUT_ENDING:
                by_place[hit.place].append(word)
    return list(by_place.values()) if all(by_place.values()) else []


def _around(context: Context) -> list[str]:
    if context.near is None:
        return []
    lat, lon = context.near
    return cells_around(round(lat * SCALE), round(lon * SCALE))


def _bare_streets(context: Context) -> list[tuple[int, int]]:
    """The words after the house number and before the commune; all of them where a point or postcode tells it."""
    words = context.query.words
    start, end = 0, len(words)
    for place, word in enumerate(words[: _OTHER_NUMBER_WORDS + 1]):
        if word.kinds or word.says_something:
            break
        if word.number is not None:
            start = place + 1
    apart = [
        mention.start
        for mention in context.mentions
        if mention.end == end and mention.start > start and words[mention.start - 1].main not in ARTICLES
    ]
    told = context.near is not None or bool(context.served)
    return [(start, one) for one in (*apart[-1:], *([end] if told or not apart else []))]
