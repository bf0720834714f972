"""The weighted terms of a text as a sparse row, by a vocabulary learned from the examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlu.arrays import Array
from nlu.labels.terms import Term

Terms = Callable[[Sequence[str]], Iterator[Term]]


@dataclass(frozen=True)
class Reading:
    """The different known terms of a message as columns, and where each of their mentions stands."""

    columns: Array
    rarity: Array
    places: Array
    firsts: Array
    lasts: Array

    def weights(self, start: int, end: int) -> Array:
        """What each column weighs in words `start` to `end`, the length of the row being one."""
        inside = self.places[(self.firsts >= start) & (self.lasts < end)]
        return _weights(np.bincount(inside, minlength=len(self.columns)), self.rarity)


@dataclass(frozen=True)
class TermSpace:
    """TF-IDF with a logarithmic count and rows of length one."""

    terms: Terms
    columns: dict[str, int]
    rarity: Array

    @classmethod
    def learn(cls, terms: Terms, texts: Iterable[list[str]], least: int) -> TermSpace:
        """Keep the terms that at least `least` of the texts hold."""
        seen: Counter[str] = Counter()
        count = 0
        for words in texts:
            seen.update({text for text, _, _ in terms(words)})
            count += 1
        kept = sorted(term for term, times in seen.items() if times >= least)
        rarity = [1.0 + np.log((1 + count) / (1 + seen[term])) for term in kept]
        return cls(terms, {term: column for column, term in enumerate(kept)}, np.array(rarity, dtype=np.float32))

    def row(self, words: list[str]) -> tuple[Array, Array]:
        """The columns of the known terms and their weights."""
        counts = Counter(text for text, _, _ in self.terms(words))
        known = [(column, times) for term, times in counts.items() if (column := self.columns.get(term)) is not None]
        columns, times = np.array(known, dtype=np.int64).reshape(-1, 2).T
        return columns, _weights(times, self.rarity[columns])

    def read(self, words: Sequence[str]) -> Reading:
        """The known terms of a message, to be weighed for any run of its words."""
        columns = self.columns
        found = [(columns[text], first, last) for text, first, last in self.terms(words) if text in columns]
        placed = np.array(found, dtype=np.int64).reshape(-1, 3)
        known, places = np.unique(placed[:, 0], return_inverse=True)
        return Reading(known, self.rarity[known], places, placed[:, 1], placed[:, 2])

    def matrix(self, texts: Sequence[list[str]]) -> csr_matrix:
        rows = [self.row(words) for words in texts]
        ends = np.cumsum([0] + [len(columns) for columns, _ in rows])
        columns = np.concatenate([columns for columns, _ in rows])
        weights = np.concatenate([weights for _, weights in rows])
        return csr_matrix((weights, columns, ends), shape=(len(rows), len(self.columns)))


def _weights(times: Array, rarity: Array) -> Array:
    """TF-IDF of terms met so many times."""
    counted = np.log(np.maximum(times, 1).astype(np.float32)) + (times > 0)
    weights = counted * rarity
    return np.asarray(weights / max(float(np.linalg.norm(weights)), 1e-9), dtype=np.float32)
