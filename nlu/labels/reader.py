"""Reads the labels of a message: the model's opinion, the danger screen's word, and the requests it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from nlu.danger import screen
from nlu.labels.model import LabelModel
from nlu.vectors import WordVectors

if TYPE_CHECKING:
    from spacy.vocab import Vocab

_SCREENED = 0.97
"""How sure a label of danger is when the screen says it."""


class Ranked(TypedDict):
    label: str
    confidence: float


Ranking = list[Ranked]


class LabelReader:
    def __init__(self, model: LabelModel) -> None:
        self._model = model

    def use(self, vocab: Vocab) -> None:
        """Take the vectors from the vocabulary that the pipeline shares."""
        if self._model.vectors is None:
            self._model.vectors = WordVectors(vocab)

    def rank(self, text: str) -> Ranking:
        """All labels, the likeliest first; a danger that the screen sees comes before everything."""
        likely = self._model.probabilities(text)
        danger = screen(text)
        if danger in self._model.labels:
            likely = _raise(likely, self._model.labels.index(danger))
        order = np.argsort(-likely, kind="stable")
        return [{"label": self._model.labels[index], "confidence": round(float(likely[index]), 4)} for index in order]

    def requests(self, text: str, ranking: Ranking, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"label": ranking[0]["label"], "text": text, "entities": entities}]


def _raise(likely: np.ndarray, label: int) -> np.ndarray:
    """The same opinion with `label` made all but certain."""
    if likely.argmax() == label and likely[label] > _SCREENED:
        return likely
    others = np.delete(likely, label).sum()
    raised = likely * ((1 - _SCREENED) / max(float(others), 1e-9))
    raised[label] = _SCREENED
    return np.asarray(raised)
