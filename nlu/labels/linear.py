"""A linear model over the words of a message and the pieces of its words: quick, exact on what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import hstack

from nlu.arrays import Array
from nlu.labels.term_space import Reading, TermSpace
from nlu.labels.terms import piece_terms, word_terms

_LEAST_WORDS, _LEAST_PIECES = 1, 3
"""In how many messages a term is met before it is learned."""


@dataclass(frozen=True)
class _Known:
    """The terms of a message in one space, with what each says for each label."""

    reading: Reading
    weights: Array

    @classmethod
    def of(cls, space: TermSpace, weights: Array, words: Sequence[str]) -> _Known:
        reading = space.read(words)
        return cls(reading, weights[reading.columns].astype(np.float32))


@dataclass(frozen=True)
class LinearReading:
    known: list[_Known]
    bias: Array

    def scores(self, start: int, end: int) -> Array:
        """What words `start` to `end` say for each label."""
        return np.asarray(self.bias + sum(each.reading.weights(start, end) @ each.weights for each in self.known))


@dataclass(frozen=True)
class LinearModel:
    words: TermSpace
    pieces: TermSpace
    weights: Array
    bias: Array

    def read(self, words: Sequence[str]) -> LinearReading:
        """The message, to be scored for any run of its words."""
        pieces = self.weights[len(self.words.columns) :]
        return LinearReading(
            [_Known.of(self.words, self.weights, words), _Known.of(self.pieces, pieces, words)], self.bias
        )

    def tensors(self) -> dict[str, Array]:
        return {
            "weights": self.weights,
            "bias": self.bias,
            "word_rarity": self.words.rarity,
            "piece_rarity": self.pieces.rarity,
        }

    def vocabulary(self) -> dict[str, list[str]]:
        return {"words": list(self.words.columns), "pieces": list(self.pieces.columns)}

    @classmethod
    def restore(cls, tensors: dict[str, Array], vocabulary: dict[str, Any]) -> LinearModel:
        words = {term: column for column, term in enumerate(vocabulary["words"])}
        pieces = {term: column for column, term in enumerate(vocabulary["pieces"])}
        return cls(
            words=TermSpace(word_terms, words, tensors["word_rarity"]),
            pieces=TermSpace(piece_terms, pieces, tensors["piece_rarity"]),
            weights=tensors["weights"],
            bias=tensors["bias"],
        )


def train_linear(messages: Sequence[list[str]], targets: Array, softness: float) -> LinearModel:
    """One machine a label against all the others; `softness` is its C."""
    from sklearn.svm import LinearSVC

    words = TermSpace.learn(word_terms, messages, _LEAST_WORDS)
    pieces = TermSpace.learn(piece_terms, messages, _LEAST_PIECES)
    features = hstack([words.matrix(messages), pieces.matrix(messages)], format="csr")
    machine = LinearSVC(C=softness, tol=1e-2, random_state=0).fit(features, targets)
    # Half precision halves the model on disk and in memory, and changes no ranking that matters.
    return LinearModel(words, pieces, machine.coef_.T.astype(np.float16), machine.intercept_.astype(np.float32))
