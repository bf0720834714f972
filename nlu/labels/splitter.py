"""The separate requests of a message: it is cut where each side asks for something else, and only then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from nlu.arrays import Array
from nlu.labels.cuts import Cut, cuts

Probabilities = Callable[[str], Array]

_MOST_CUTS = 4
_MOST_REQUESTS = 4
_LEAST_CHANCE = 0.8
"""How likely a cut is right before it is made: simple messages cut wrongly are worse than double ones kept whole."""
_TINY = 1e-3
# A logistic regression on the possible cuts of held_out.jsonl and several.txt: `nlu.evaluation.splits` fits it again.
_BIAS = -5.57
_WEIGHTS = np.array([1.2, 1.15, 0.39, 0.54, 0.3, -0.43, -0.39, 2.11, 2.57, 1.81, 0.56, 0.74])
_STRENGTH = ("adding", "sentence", "joining", "comma")

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


class Part(NamedTuple):
    label: int
    start: int
    end: int


class Splitter:
    def __init__(self, labels: Sequence[str], probabilities: Probabilities) -> None:
        self._intents = [label.partition("/")[0] for label in labels]
        self._asks = np.array([intent in REQUESTS for intent in self._intents], dtype=np.float32)
        self._probabilities = probabilities

    def split(self, text: str, whole: Array) -> list[Part]:
        """The parts in the order of the text; one, holding all of it, for a simple message."""
        parts = self._halves(text, 0, whole, _MOST_REQUESTS)
        return parts or [Part(int(whole.argmax()), 0, len(text))]

    def _halves(self, text: str, start: int, whole: Array, room: int) -> list[Part]:
        found = self._best_cut(text, whole) if room > 1 and self.asks(whole) else None
        if found is None:
            return []
        cut, left, right = found
        before = self._halves(text[: cut.end], start, left, room - 1)
        before = before or [Part(int(left.argmax()), start, start + cut.end)]
        after = self._halves(text[cut.start :], start + cut.start, right, room - len(before))
        return before + (after or [Part(int(right.argmax()), start + cut.start, start + len(text))])

    def _best_cut(self, text: str, whole: Array) -> tuple[Cut, Array, Array] | None:
        best, chance = None, _LEAST_CHANCE
        for cut, left, right in self.sides(text):
            likely = self._chance(cut, text, whole, left, right)
            if likely > chance:
                best, chance = (cut, left, right), likely
        return best

    def asks(self, whole: Array) -> bool:
        """Whether the message as a whole asks something: greetings and answers are never cut."""
        return bool(self._asks[whole.argmax()])

    def sides(self, text: str) -> Iterator[tuple[Cut, Array, Array]]:
        """Each cut with what its two sides ask."""
        strongest = sorted(cuts(text), key=lambda cut: _STRENGTH.index(cut.kind))
        for cut in strongest[:_MOST_CUTS]:
            left, right = self._probabilities(text[: cut.end]), self._probabilities(text[cut.start :])
            yield cut, left * self._asks, right * self._asks

    def _chance(self, cut: Cut, text: str, whole: Array, left: Array, right: Array) -> float:
        """How likely it is that the two sides are two requests."""
        if left.argmax() == right.argmax():
            return 0.0
        signs = np.array(self.signs(cut, text, whole, left, right))
        return float(1 / (1 + np.exp(-(_BIAS + signs @ _WEIGHTS))))

    def signs(self, cut: Cut, text: str, whole: Array, left: Array, right: Array) -> list[float]:
        """What tells two requests from one, in the order of `_WEIGHTS`."""
        first, second = int(left.argmax()), int(right.argmax())
        told = left[first], right[second], whole[first], whole[second], whole.max(), left[second], right[first]
        shortest = min(len(text[: cut.end].split()), len(text[cut.start :].split()))
        return [
            *(float(np.log(likely + _TINY)) for likely in told),
            *(float(cut.kind == kind) for kind in ("sentence", "adding", "joining")),
            float(self._intents[first] == self._intents[second]),
            float(np.log(shortest)),
        ]
