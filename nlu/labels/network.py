"""A small neural network over the meaning of words in their order: it understands what was never seen.

Each word is its spaCy vector plus learned pieces of its spelling; three-word windows, eight ways of
paying attention and the strongest traits are then weighed by label. Trained with JAX, read with NumPy.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nlu.arrays import Array
from nlu.vectors import WordVectors

BUCKETS = 8_192
MOST_PIECES = 12
MOST_WORDS = 96
HEADS = 8
MEANING_SCALE = 3.0
Weights = dict[str, Array]


@dataclass(frozen=True)
class Network:
    weights: Weights
    vectors: WordVectors

    def read(self, words: Sequence[str]) -> NetworkReading:
        """The message, to be scored for any run of its words."""
        embedded = np.tanh(self._embed(words or [""]))
        before, middle, after = (embedded @ kernel for kernel in self.weights["windows"])
        heat = embedded @ self.weights["attention"]
        return NetworkReading(self.weights, embedded, before, middle + self.weights["windows_bias"], after, heat)

    def _embed(self, words: Sequence[str]) -> Array:
        meanings = meaning_rows(words, self.vectors) @ self.weights["meaning"]
        buckets = [piece_buckets(word) for word in words]
        starts = np.cumsum([0] + [len(each) for each in buckets[:-1]])
        counts = np.array([[len(each)] for each in buckets])
        learned = self.weights["pieces"][np.concatenate(buckets)].astype(np.float32)
        return np.asarray(meanings + np.add.reduceat(learned, starts) / counts)


@dataclass(frozen=True)
class NetworkReading:
    """What each word brings to the windows in which it comes first, second and last, and how it draws attention."""

    weights: Weights
    embedded: Array
    before: Array
    middle: Array
    after: Array
    heat: Array

    def scores(self, start: int, end: int) -> Array:
        """What words `start` to `end`, or the first `MOST_WORDS` of them, say for each label."""
        run = slice(start, max(min(end, start + MOST_WORDS), start + 1))
        embedded = self.embedded[run]
        features = np.concatenate([self._windows(run), self._attention(embedded, self.heat[run]), embedded.max(axis=0)])
        return np.asarray(features @ self.weights["out"] + self.weights["out_bias"])

    def _windows(self, run: slice) -> Array:
        windows = self.middle[run].copy()
        windows[1:] += self.before[run][:-1]
        windows[:-1] += self.after[run][1:]
        return np.asarray(np.maximum(windows.max(axis=0), 0))

    @staticmethod
    def _attention(embedded: Array, heat: Array) -> Array:
        heat = np.exp(heat - heat.max(axis=0))
        heat /= heat.sum(axis=0)
        parts = embedded.reshape(len(embedded), HEADS, -1)
        return np.asarray(np.einsum("lh,lhe->he", heat, parts).ravel())


def meaning_rows(words: Sequence[str], vectors: WordVectors) -> Array:
    """The scaled vector of each word, zero for a word of no known spelling."""
    rows = np.array([vectors.row(word) for word in words])
    found = MEANING_SCALE * vectors.table[rows]
    found[rows < 0] = 0.0
    return np.asarray(found)


@lru_cache(maxsize=20_000)
def piece_buckets(word: str) -> list[int]:
    """Where the pieces of three to five characters of a word are kept; bucket 0 is nobody's."""
    padded = f"<{word}>"
    pieces = [padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)] or [padded]
    return [zlib.crc32(piece.encode()) % (BUCKETS - 1) + 1 for piece in pieces[:MOST_PIECES]]
