"""A message whose words are read once, to be asked what any part of it asks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from nlu.arrays import Array
from nlu.labels.cuts import cuts
from nlu.labels.terms import words_of

if TYPE_CHECKING:
    from nlu.labels.model import LabelModel
    from nlu.vectors import WordVectors


class MessageReading:
    """A part is given by its first character and the one after its last, each an end of the message or of a cut."""

    def __init__(self, text: str, model: LabelModel, vectors: WordVectors) -> None:
        self.length = len(text)
        self.cuts = cuts(text)
        self._words: list[str] = []
        self._places: dict[int, int] = {}
        bounds = {0, len(text), *(cut.end for cut in self.cuts), *(cut.start for cut in self.cuts)}
        for start, end in pairwise([*sorted(bounds), len(text)]):
            self._places[start] = len(self._words)
            self._words += words_of(text[start:end])
        self._labels = model.read(self._words, vectors)

    def probabilities(self, start: int, end: int) -> Array:
        """How likely each label is by the part alone, their sum being one."""
        return self._labels.probabilities(self._places[start], self._places[end])

    def words(self, start: int, end: int) -> Sequence[str]:
        """The folded words of the part."""
        return self._words[self._places[start] : self._places[end]]
