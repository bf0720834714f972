"""All the ways to read a text as a name of the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.places.candidate import SURE
from bot.places.communes import Communes
from bot.places.lexicon import ARTICLES
from bot.places.matching import Hits, Match, match_name, read_hits
from bot.places.query import Query
from bot.places.ranking import Context, Reading, without_parts
from bot.places.retrieval import Known, named, names_with
from bot.places.schema import SCALE, cells_around, commune_word
from bot.places.vocabulary import Vocabulary
from bot.places.whole_names import WholeNames

_KEPT = 12
_GOOD_ENOUGH = 0.8
_LONGEST_WHOLE = 9
_SURENESS_OF_WHOLE = 0.95
"""A whole name without a single error is still a little less sure than its words read one by one."""
_OTHER_NUMBER_WORDS = 2


@dataclass(frozen=True)
class Finder:
    """The parts of an index that reading needs."""

    connection: sqlite3.Connection
    communes: Communes
    vocabulary: Vocabulary
    whole_names: WholeNames

    def context(self, query: Query, near: tuple[float, float] | None) -> Context:
        """What the text says beside the street; a misspelt commune is sought when no other is named."""
        mentions = self.communes.mentions(query)
        served = self.communes.with_postcode(query.postcode) if query.postcode else frozenset[int]()
        if len(self.communes.names) > 1 and not mentions and not served and near is None and len(query.words) > 1:
            misspelt = self.communes.misspelt_mention(query)
            mentions = [misspelt] if misspelt else []
        starts = frozenset(mention.start for mention in mentions)
        return Context(replace(query, commune_starts=starts), mentions, served, near)

    def readings(self, context: Context) -> list[Reading]:
        """The best readings, one for each street or place, the likeliest first."""
        hits = read_hits(context.query, self.vocabulary)
        scope = self._scope(context)
        found = self._read(names_with(self.connection, hits, scope), hits, context)
        if len(self.communes.names) > 1 and not any(
            one.score >= SURE and context.supports(one) for one in found.values()
        ):
            found |= self._read(self._everywhere(hits, context.query), hits, context)
        if _best(found) < _GOOD_ENOUGH:
            for reading in self._whole(scope, context):
                if reading.score > (found[reading.known.entry].score if reading.known.entry in found else 0):
                    found[reading.known.entry] = reading
        best = sorted(found.values(), key=lambda reading: -reading.score)[:_KEPT]
        return sorted(without_parts(best), key=lambda reading: -reading.score)

    def _everywhere(self, hits: Hits, query: Query) -> list[Known]:
        """Homonyms are many: those of the kind that the text says come first, then any."""
        kinds = {kind for word in query.words for kind in word.kinds}
        same_kind = names_with(self.connection, hits, kinds=kinds) if kinds else []
        return same_kind + names_with(self.connection, hits)

    def _read(self, names: Sequence[Known], hits: Hits, context: Context) -> dict[int, Reading]:
        matches: dict[tuple[str, str], Match | None] = {}
        best: dict[int, Reading] = {}
        for known in names:
            spelling = known.kind, known.core
            if spelling not in matches:
                matches[spelling] = match_name(known.kind, known.core.split(), context.query, hits)
            match = matches[spelling]
            if match is None:
                continue
            reading = context.weigh(Reading(known, match))
            if known.entry not in best or reading.score > best[known.entry].score:
                best[known.entry] = reading
        return best

    def _scope(self, context: Context) -> list[str]:
        """Where to look first: the communes named, else the squares around the point."""
        if len(self.communes.names) == 1:
            return []
        if context.named():
            return [commune_word(commune) for commune in context.named()]
        if context.near:
            lat, lon = context.near
            return cells_around(round(lat * SCALE), round(lon * SCALE))
        return []

    def _whole(self, scope: Sequence[str], context: Context) -> list[Reading]:
        """Readings of the text without its number and commune, letter by letter."""
        if len(self.communes.names) == 1:
            scope = [commune_word(commune) for commune in self.communes.names]
        start, end = _bare_street(context)
        if not scope or not 0 < end - start <= _LONGEST_WHOLE:
            return []
        alike = dict(self.whole_names.like(context.query.spelt_out(start, end), scope))
        return [
            context.weigh(
                Reading(known, Match(start, end, alike[known.name_id] * _SURENESS_OF_WHOLE, True, ("street_spelling",)))
            )
            for known in named(self.connection, alike)
        ]


def _best(found: dict[int, Reading]) -> float:
    return max((reading.score for reading in found.values()), default=0.0)


def _bare_street(context: Context) -> tuple[int, int]:
    """The words after the house number and before the commune."""
    words = context.query.words
    start, end = 0, len(words)
    for place, word in enumerate(words[: _OTHER_NUMBER_WORDS + 1]):
        if word.number is not None:
            start = place + 1
    for mention in context.mentions:
        if mention.end == end and mention.start > start and words[mention.start - 1].main not in ARTICLES:
            end = mention.start
    return start, end
