"""The weighted terms of a text as a sparse row, by a vocabulary learned from the examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlu.arrays import Array

Terms = Callable[[list[str]], Iterator[str]]


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
            seen.update(set(terms(words)))
            count += 1
        kept = sorted(term for term, times in seen.items() if times >= least)
        rarity = [1.0 + np.log((1 + count) / (1 + seen[term])) for term in kept]
        return cls(terms, {term: column for column, term in enumerate(kept)}, np.array(rarity, dtype=np.float32))

    def row(self, words: list[str]) -> tuple[Array, Array]:
        """The columns of the known terms and their weights."""
        counts = Counter(self.terms(words))
        known = [(column, times) for term, times in counts.items() if (column := self.columns.get(term)) is not None]
        if not known:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        columns, times = np.array(known, dtype=np.int64).T
        weights = (1.0 + np.log(times.astype(np.float32))) * self.rarity[columns]
        return columns, weights / np.linalg.norm(weights)

    def matrix(self, texts: Sequence[list[str]]) -> csr_matrix:
        rows = [self.row(words) for words in texts]
        ends = np.cumsum([0] + [len(columns) for columns, _ in rows])
        columns = np.concatenate([columns for columns, _ in rows])
        weights = np.concatenate([weights for _, weights in rows])
        return csr_matrix((weights, columns, ends), shape=(len(rows), len(self.columns)))
