"""The separate requests of a message: it is cut where each side asks for something else, and only then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from nlu.arrays import Array
from nlu.labels.cues import cues
from nlu.labels.cuts import Cut

_MOST_REQUESTS = 4
_LEAST_CHANCE = 0.66
"""How likely a cut is right before it is made: simple messages cut wrongly are worse than double ones kept whole."""
_LEAST = 1e-3
# A logistic regression on the possible cuts of held_out.jsonl and several.txt: `nlu.evaluation.splits` fits it again.
_BIAS = -5.94
_WEIGHTS = np.array(
    [
        *(0.67, 0.7, 0.07, 0.11, -0.28, -0.27, -0.32),  # how likely the labels are
        *(-0.48, -0.51),  # their ranks in the whole
        *(2.59, 1.13, 1.82, -0.64),  # the kind of cut
        *(0.53, 0.56),  # the same intent; how long the shorter side is
        *(0.19, 1.15, -0.42, 0.0, -0.27, 0.04, 1.73, -0.49, -0.22),  # the words, see nlu.labels.cues
    ]
)

# What is asked of the town beside the reports and the questions; greetings and the like are no requests.
REQUESTS = frozenset(
    [
        "signaler",
        "demander",
        "urgence",
        "suivre_demande",
        "completer_demande",
        "contester_cloture",
        "s_abonner",
        "proposer_idee",
        "feliciter",
        "mes_donnees",
        "mes_demandes",
        "parler_a_un_agent",
    ]
)


class Reading(Protocol):
    """A message that was read; see `nlu.labels.reading.MessageReading`."""

    length: int
    cuts: list[Cut]

    def probabilities(self, start: int, end: int) -> Array: ...

    def words(self, start: int, end: int) -> Sequence[str]: ...


class Part(NamedTuple):
    label: int
    start: int
    end: int


class Sides(NamedTuple):
    """A cut of a part of a message, and what is asked by the part and by each of its sides."""

    cut: Cut
    start: int
    end: int
    whole: Array
    left: Array
    right: Array


class Splitter:
    def __init__(self, labels: Sequence[str]) -> None:
        self._intents = [label.partition("/")[0] for label in labels]
        self._asks = np.array([intent in REQUESTS for intent in self._intents], dtype=np.float32)

    def split(self, reading: Reading) -> list[Part]:
        """The parts in the order of the text; one, holding all of it, for a simple message."""
        return self._parts(reading, 0, reading.length, _MOST_REQUESTS)

    def _parts(self, reading: Reading, start: int, end: int, room: int) -> list[Part]:
        whole = reading.probabilities(start, end)
        cut = self._best_cut(reading, start, end) if room > 1 else None
        if cut is None:
            asked = whole if start == 0 and end == reading.length else whole * self._asks
            return [Part(int(asked.argmax()), start, end)]
        before = self._parts(reading, start, cut.end, room - 1)
        return before + self._parts(reading, cut.start, end, room - len(before))

    def _best_cut(self, reading: Reading, start: int, end: int) -> Cut | None:
        best, chance = None, _LEAST_CHANCE
        for sides in self.sides(reading, start, end):
            likely = self._chance(reading, sides)
            if likely > chance:
                best, chance = sides.cut, likely
        return best

    def sides(self, reading: Reading, start: int, end: int) -> Iterator[Sides]:
        """Each cut of the part of which the two sides ask something different; none of what asks nothing."""
        whole = reading.probabilities(start, end)
        if not self._asks[whole.argmax()]:
            return
        for cut in reading.cuts:
            if start < cut.end and cut.start < end:
                left = reading.probabilities(start, cut.end) * self._asks
                right = reading.probabilities(cut.start, end) * self._asks
                if left.argmax() != right.argmax():
                    yield Sides(cut, start, end, whole, left, right)

    def _chance(self, reading: Reading, sides: Sides) -> float:
        """How likely it is that the two sides are two requests."""
        return float(1 / (1 + np.exp(-(_BIAS + np.array(self.signs(reading, sides)) @ _WEIGHTS))))

    def signs(self, reading: Reading, sides: Sides) -> list[float]:
        """What tells two requests from one, in the order of `_WEIGHTS`."""
        cut, whole, left, right = sides.cut, sides.whole, sides.left, sides.right
        first, second = int(left.argmax()), int(right.argmax())
        told = left[first], right[second], whole[first], whole[second], whole.max(), left[second], right[first]
        asked = whole * self._asks
        before, after = reading.words(sides.start, cut.end), reading.words(cut.start, sides.end)
        return [
            *(float(np.log(max(likely, _LEAST))) for likely in told),
            *(float(np.log1p((asked > asked[label]).sum())) for label in (first, second)),
            *(float(cut.kind == kind) for kind in ("sentence", "adding", "joining", "opening")),
            float(self._intents[first] == self._intents[second]),
            float(np.log1p(min(len(before), len(after)))),
            *map(float, cues(before, after)),
        ]
