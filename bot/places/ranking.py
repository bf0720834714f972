"""What the rest of the text and the point given with it say for or against a reading."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.places.candidate import JUST_UNSURE, Candidate, Guess
from bot.places.communes import Mention
from bot.places.coordinates import metres_between
from bot.places.matching import Match
from bot.places.query import Query
from bot.places.schema import SCALE
from bot.places.store import Known
from bot.places.word import Word

OTHER_COMMUNE = 0.6
OTHER_LIKELY_COMMUNE = 0.85
INSIDE_COMMUNE = 0.6
"""For a name that is itself part of a commune's name: « rue de la Plage » in « Le Touquet-Paris-Plage »."""
SKIPPED_TO_COMMUNE = 0.6
OTHER_POSTCODE = 0.7
MISTYPED_POSTCODE = 0.92
PART_OF_ANOTHER = 0.9
_LETTERS_OF_ARTICLE = 3
_TIE = 0.03
_SAME_SPOT_METRES = 150
_PER_DOUBLING = 0.03
_MOST_FOR_DISTANCE = 0.3


class Reading(NamedTuple):
    """A name of the index found in the text."""

    known: Known
    match: Match

    @property
    def score(self) -> float:
        return self.match.score

    def scored(self, score: float) -> Reading:
        return self._replace(match=self.match._replace(score=score))


@dataclass(frozen=True)
class Context:
    """What is known beside the street: communes that the text names, postcode, a point in degrees."""

    query: Query
    mentions: Sequence[Mention]
    served: frozenset[int]
    near: tuple[float, float] | None

    def weigh(self, reading: Reading) -> Reading:
        """The same reading with its score lowered by what speaks against it."""
        factor, guessed = self._by_postcode(reading)
        factor *= self._by_commune(reading)
        score = reading.score * factor - self._by_distance(reading)
        return reading._replace(match=reading.match._replace(score=score, guessed=(*reading.match.guessed, *guessed)))

    def named(self) -> frozenset[int]:
        """The communes to look into first."""
        return self.served | frozenset(commune for mention in self.mentions for commune in mention.communes)

    def supports(self, reading: Reading) -> bool:
        """Whether something beside the street itself speaks for its commune."""
        if self.near is not None or reading.known.commune in self.served:
            return True
        return any(reading.known.commune in mention.communes for mention in self._apart_from(reading.match))

    def _by_commune(self, reading: Reading) -> float:
        match = reading.match
        if any(mention.start <= match.start and match.end <= mention.end for mention in self.mentions):
            return INSIDE_COMMUNE
        apart = self._apart_from(match)
        if any(reading.known.commune in mention.communes for mention in apart):
            return 1.0
        if any(self._is_skipped_to(mention, match) for mention in self.mentions):
            return SKIPPED_TO_COMMUNE
        if not apart:
            return 1.0
        return OTHER_COMMUNE if any(mention.is_certain for mention in apart) else OTHER_LIKELY_COMMUNE

    def _apart_from(self, match: Match) -> list[Mention]:
        """The communes named outside the street: « rue de Lyon » names none."""
        return [
            mention
            for mention in self.mentions
            if (mention.end <= match.start or mention.start >= match.end) and not self._is_street(mention, match)
        ]

    def _is_skipped_to(self, mention: Mention, match: Match) -> bool:
        """« rue du 1er mia Angers »: what lies between the kind and the commune is the street, misspelt."""
        if not match.start < mention.start <= match.name_start or match.end > mention.end:
            return False
        return not _is_misspelt_article(self.query.words[self._opening(match.start) + 1 : mention.start])

    def _opening(self, start: int) -> int:
        """Where the street opens that this kind may be part of: « boulevard de l'hôtel de villa Montpellier »."""
        words, first = self.query.words, start
        while start > 0 and not (words[start].after_break or words[start].after_sign):
            start -= 1
            first = start if words[start].opens_a_street else first
        return first

    def _is_street(self, mention: Mention, match: Match) -> bool:
        """« rue de Lyon » does not name the commune, « rue du Stade, Lyon » does."""
        before = mention.start - 1
        return before >= 0 and not match.start <= before < match.end and self.query.words[before].opens_a_street

    def _by_postcode(self, reading: Reading) -> tuple[float, tuple[Guess, ...]]:
        wanted, known = self.query.postcode, reading.known
        if not wanted or not known.postcode or known.postcode.startswith(wanted) or known.commune in self.served:
            return 1.0, ()
        if OSA.distance(wanted, known.postcode) == 1:
            return MISTYPED_POSTCODE, ("postcode",)
        return OTHER_POSTCODE if wanted[:2] == known.postcode[:2] else OTHER_COMMUNE * OTHER_POSTCODE, ("postcode",)

    def _by_distance(self, reading: Reading) -> float:
        if self.near is None:
            return 0.0
        metres = metres_between(*self.near, reading.known.lat / SCALE, reading.known.lon / SCALE)
        return min(_MOST_FOR_DISTANCE, _PER_DOUBLING * math.log2(1 + metres / 1000))


def _is_misspelt_article(words: Sequence[Word]) -> bool:
    """« ed », « l z »: no street is named so."""
    letters = sum(len(word.meanings[0]) for word in words)
    return letters <= _LETTERS_OF_ARTICLE and all(word.may_be_article for word in words)


def without_parts(readings: list[Reading]) -> list[Reading]:
    """« city stade » is not « stade »: a reading inside a longer one that is as good says less."""
    return [_lowered(one) if any(_is_part(one, other) for other in readings) else one for one in readings]


def _is_part(one: Reading, other: Reading) -> bool:
    inside = other.match.start <= one.match.start and one.match.end <= other.match.end
    shorter = one.match.end - one.match.start < other.match.end - other.match.start
    return inside and shorter and other.score >= one.score - _TIE


def _lowered(reading: Reading) -> Reading:
    return reading.scored(reading.score * PART_OF_ANOTHER)


def doubtful_when_tied(candidates: list[Candidate]) -> list[Candidate]:
    """When the two best say about as much and lie apart, neither is sure: somebody has to choose."""
    if len(candidates) < 2:
        return candidates
    best = candidates[0]
    tied = any(
        best.score - other.score < _TIE and metres_between(best.lat, best.lon, other.lat, other.lon) > _SAME_SPOT_METRES
        for other in candidates[1:]
    )
    return [_unsure(one) for one in candidates] if tied else candidates


def _unsure(candidate: Candidate) -> Candidate:
    if candidate.score <= JUST_UNSURE:
        return candidate
    guessed: tuple[Guess, ...] = (*candidate.guessed, "several_streets")
    return replace(candidate, score=JUST_UNSURE, guessed=guessed)
