"""A small neural network over the meaning of words in their order: it understands what was never seen.

Each word is its spaCy vector plus learned pieces of its spelling; three-word windows, eight ways of
paying attention and the strongest traits are then weighed by label. Trained with JAX, read with NumPy.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

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

    def scores(self, words: list[str]) -> Array:
        embedded = np.tanh(self._embed(words[:MOST_WORDS] or [""]))
        features = np.concatenate([self._windows(embedded), self._attention(embedded), embedded.max(axis=0)])
        return np.asarray(features @ self.weights["out"] + self.weights["out_bias"])

    def _embed(self, words: list[str]) -> Array:
        meanings = meaning_rows(words, self.vectors) @ self.weights["meaning"]
        buckets = [piece_buckets(word) for word in words]
        starts = np.cumsum([0] + [len(each) for each in buckets[:-1]])
        counts = np.array([[len(each)] for each in buckets])
        learned = self.weights["pieces"][np.concatenate(buckets)].astype(np.float32)
        return np.asarray(meanings + np.add.reduceat(learned, starts) / counts)

    def _windows(self, embedded: Array) -> Array:
        padded = np.pad(embedded, ((1, 1), (0, 0)))
        windows = np.hstack([padded[:-2], padded[1:-1], padded[2:]])
        kernel = self.weights["windows"].reshape(-1, self.weights["windows"].shape[-1])
        return np.asarray(np.maximum(windows @ kernel + self.weights["windows_bias"], 0).max(axis=0))

    def _attention(self, embedded: Array) -> Array:
        heat = embedded @ self.weights["attention"]
        heat = np.exp(heat - heat.max(axis=0))
        heat /= heat.sum(axis=0)
        parts = embedded.reshape(len(embedded), HEADS, -1)
        return np.asarray(np.einsum("lh,lhe->he", heat, parts).ravel())


def meaning_rows(words: list[str], vectors: WordVectors) -> Array:
    """The scaled vector of each word, zero for a word of no known spelling."""
    rows = np.array([vectors.row(word) for word in words])
    found = MEANING_SCALE * vectors.table[rows]
    found[rows < 0] = 0.0
    return np.asarray(found)


def piece_buckets(word: str) -> list[int]:
    """Where the pieces of three to five characters of a word are kept; bucket 0 is nobody's."""
    padded = f"<{word}>"
    pieces = [padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)] or [padded]
    return [zlib.crc32(piece.encode()) % (BUCKETS - 1) + 1 for piece in pieces[:MOST_PIECES]]
