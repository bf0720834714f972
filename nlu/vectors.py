"""The meaning of words: spaCy's French vectors, reached whatever the spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nlu.arrays import Array
from nlu.spelling import fold, squeeze

if TYPE_CHECKING:
    from spacy.vocab import Vocab

_SHORT = 3


class WordVectors:
    """Rows of a table of unit vectors, found by a word as written or by its folded spelling."""

    def __init__(self, vocab: Vocab) -> None:
        table = vocab.vectors.data.astype(np.float32)
        lengths = np.linalg.norm(table, axis=1, keepdims=True)
        self.table: Array = table / np.maximum(lengths, 1e-6)
        self._vocab = vocab
        self._accented = _accented_spellings(vocab)
        self._rows: dict[str, int] = {}

    @property
    def width(self) -> int:
        return int(self.table.shape[1])

    def row(self, word: str) -> int:
        """The row of a lower-case word, -1 when no spelling of it is known."""
        found = self._rows.get(word)
        if found is None:
            found = self._find(word)
            if len(self._rows) < 200_000:  # a bound on what hostile texts may make us keep
                self._rows[word] = found
        return found

    def _find(self, word: str) -> int:
        for spelling in (word, squeeze(word)):
            for key in self._keys(spelling):
                row = int(self._vocab.vectors.find(key=key))
                if row >= 0:
                    return row
        return -1

    def _keys(self, word: str) -> list[int]:
        """Accents first, since a vector learned from careless spelling is a poor one; short words as written."""
        accented = self._accented.get(fold(word))
        written = int(self._vocab.strings[word])
        if accented is None:
            return [written]
        return [accented, written] if len(word) > _SHORT else [written, accented]


def _accented_spellings(vocab: Vocab) -> dict[str, int]:
    """The key of the accented word by its folded form: "reverbere" is looked up as "réverbère"."""
    spellings: dict[str, int] = {}
    for key in vocab.vectors:
        word = vocab.strings[key]
        if not word.isascii() and word.islower():
            spellings.setdefault(fold(word), key)
    return spellings
