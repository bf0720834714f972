"""The separate requests of a message: it is cut where each side asks for something else, and only then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from nlu.labels.cuts import Cut, cuts

Probabilities = Callable[[str], np.ndarray]

_MOST_CUTS = 8
_MOST_REQUESTS = 4
_LEAST_CHANCE = 0.62
"""How likely a cut is right before it is made: simple messages cut wrongly are worse than double ones kept whole."""
_TINY = 1e-3
# A logistic regression on 2,000 possible cuts of the messages written apart (nlu.evaluation.splits fits it again).
_BIAS = -0.98
_LEFT, _RIGHT = 2.05, 1.39
_WHOLE_LEFT, _WHOLE_RIGHT, _WHOLE_BEST = 0.39, 1.09, -0.52
_RIGHT_IN_LEFT, _LEFT_IN_RIGHT = -0.23, -0.01
_KINDS = {"sentence": 0.32, "adding": 1.9, "joining": 0.65, "comma": 0.0}
_SAME_INTENT, _LENGTH = 0.73, 1.21

# What is asked of the town beside the reports and the questions; greetings and the like are no requests.
REQUESTS = frozenset(
    "signaler demander urgence suivre_demande completer_demande contester_cloture s_abonner proposer_idee"
    " feliciter mes_donnees mes_demandes parler_a_un_agent".split()
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

    def split(self, text: str, whole: np.ndarray) -> list[Part]:
        """The parts in the order of the text; one, holding all of it, for a simple message."""
        parts = self._halves(text, 0, whole, _MOST_REQUESTS)
        return parts or [Part(int(whole.argmax()), 0, len(text))]

    def _halves(self, text: str, start: int, whole: np.ndarray, room: int) -> list[Part]:
        found = self._best_cut(text, whole) if room > 1 and self._asks[whole.argmax()] else None
        if found is None:
            return []
        cut, left, right = found
        before = self._halves(text[: cut.end], start, left, room - 1)
        before = before or [Part(int(left.argmax()), start, start + cut.end)]
        after = self._halves(text[cut.start :], start + cut.start, right, room - len(before))
        return before + (after or [Part(int(right.argmax()), start + cut.start, start + len(text))])

    def _best_cut(self, text: str, whole: np.ndarray) -> tuple[Cut, np.ndarray, np.ndarray] | None:
        best, chance = None, _LEAST_CHANCE
        for cut in cuts(text)[:_MOST_CUTS]:
            left = self._probabilities(text[: cut.end]) * self._asks
            right = self._probabilities(text[cut.start :]) * self._asks
            likely = self._chance(cut, text, whole, left, right)
            if likely > chance:
                best, chance = (cut, left, right), likely
        return best

    def _chance(self, cut: Cut, text: str, whole: np.ndarray, left: np.ndarray, right: np.ndarray) -> float:
        """How likely it is that the two sides are two requests."""
        first, second = int(left.argmax()), int(right.argmax())
        if first == second:
            return 0.0
        said = np.log(np.array([left[first], right[second], whole[first], whole[second], left[second], right[first]]) + _TINY)
        weights = np.array([_LEFT, _RIGHT, _WHOLE_LEFT, _WHOLE_RIGHT, _RIGHT_IN_LEFT, _LEFT_IN_RIGHT])
        shortest = min(len(text[: cut.end].split()), len(text[cut.start :].split()))
        score = _BIAS + said @ weights + _WHOLE_BEST * np.log(whole.max()) + _KINDS[cut.kind] + _LENGTH * np.log(shortest)
        if self._intents[first] == self._intents[second]:
            score += _SAME_INTENT
        return float(1 / (1 + np.exp(-score)))
