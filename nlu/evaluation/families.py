"""Families of similar sentences: near twins, which must neither repeat each other nor straddle the folds of a test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from nlu.arrays import Array
from nlu.labels.term_space import TermSpace
from nlu.labels.terms import word_terms, words_of

_ROWS_AT_ONCE = 500
_MANY, _COMMON = 1_000, 0.02


def similar_pairs(texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of places in `texts`, the earlier first, whose weighed words and pieces are alike by at least `least`."""
    if not texts:
        return
    rows = _features(texts)
    for start in range(0, rows.shape[0], _ROWS_AT_ONCE):
        alike = (rows[start : start + _ROWS_AT_ONCE] @ rows.T).tocoo()
        for row, column, likeness in zip(alike.row, alike.col, alike.data, strict=True):
            if likeness >= least and start + row < column:
                yield int(start + row), int(column), float(likeness)


def families(texts: Sequence[str], least: float = 0.6) -> Array:
    """The number of the family of each text: texts alike are of one family, and so are the likes of the likes."""
    parents = list(range(len(texts)))

    def eldest(member: int) -> int:
        while parents[member] != member:
            parents[member] = parents[parents[member]]
            member = parents[member]
        return member

    for one, other, _ in similar_pairs(texts, least):
        parents[eldest(other)] = eldest(one)
    return np.array([eldest(member) for member in range(len(texts))])


def _features(texts: Sequence[str]) -> csr_matrix:
    """Words and pairs of words, without punctuation; in many texts, without what makes every pair alike and slow."""
    messages = [[word for word in words_of(text) if word.isalnum()] for text in texts]
    rows = TermSpace.learn(word_terms, messages, 1).matrix(messages)
    return _without_common(rows) if len(texts) > _MANY else rows


def _without_common(rows: csr_matrix) -> csr_matrix:
    from sklearn.preprocessing import normalize

    counts = np.asarray((rows > 0).sum(axis=0)).ravel()
    return normalize(rows[:, counts <= rows.shape[0] * _COMMON])
