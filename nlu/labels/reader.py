"""Reads the labels of a message: the model's opinion, the danger screen's word, and the requests it holds."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np

from nlu.arrays import Array
from nlu.danger import screen
from nlu.labels.model import LabelModel
from nlu.labels.reading import MessageReading
from nlu.labels.splitter import Part, Splitter
from nlu.tokens import READ_CHARACTERS
from nlu.vectors import WordVectors

_SCREENED = 0.97
"""How sure a label of danger is when the screen says it."""
_FEARED = 0.3
"""How likely the dangers are together before one comes first: a missed danger costs more than a needless number."""


class Ranked(TypedDict):
    label: str
    confidence: float


Ranking = list[Ranked]


class LabelReader:
    def __init__(self, model: LabelModel, vectors: WordVectors) -> None:
        self._model = model
        self._vectors = vectors
        self._labels = model.labels
        self._splitter = Splitter(model.labels)

    def read(self, text: str, entities: list[dict[str, Any]]) -> tuple[Ranking, list[dict[str, Any]]]:
        """All labels with the likeliest first, and the requests; a danger comes before everything."""
        reading = MessageReading(text[:READ_CHARACTERS], self._model, self._vectors)
        likely = reading.probabilities(0, reading.length)
        parts = self._splitter.split(reading)
        danger = self._danger(text[:READ_CHARACTERS], likely)
        if danger is not None:
            likely = _raise(likely, danger)
        elif len(parts) > 1:
            likely = _first(likely, parts[0].label)
        order = np.argsort(-likely, kind="stable")
        ranking: Ranking = [
            {"label": self._labels[index], "confidence": round(float(likely[index]), 4)} for index in order
        ]
        return ranking, self._requests(text, ranking, parts, entities)

    def _danger(self, text: str, likely: Array) -> int | None:
        """The danger that the screen sees, or the likeliest one when the model all but says danger."""
        seen = screen(text)
        if seen in self._labels:
            return self._labels.index(seen)
        dangers = [place for place, label in enumerate(self._labels) if label.startswith("urgence/")]
        if not dangers or likely[dangers].sum() < _FEARED:
            return None
        return max(dangers, key=lambda place: float(likely[place]))

    def _requests(
        self, text: str, ranking: Ranking, parts: list[Part], entities: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        if len(parts) == 1:
            return [{"label": ranking[0]["label"], "text": text, "entities": entities}]
        owned = [[each for each in entities if part.start <= each["start"] < part.end] for part in parts]
        return [
            {"label": self._labels[part.label], "text": text[part.start : part.end].strip(), "entities": own}
            for part, own in zip(parts, _with_places(owned), strict=True)
        ]


def _raise(likely: Array, label: int) -> Array:
    """The same opinion with `label` made all but certain."""
    if likely.argmax() == label:
        return likely
    others = np.delete(likely, label).sum()
    raised = likely * ((1 - _SCREENED) / max(float(others), 1e-9))
    raised[label] = _SCREENED
    return np.asarray(raised)


def _first(likely: Array, label: int) -> Array:
    """The same opinion with `label`, that of the first request, in front."""
    swapped = likely.copy()
    best = int(likely.argmax())
    swapped[best], swapped[label] = likely[label], likely[best]
    return swapped


def _with_places(owned: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """A part that names no place takes the nearest one before it, or the one after."""
    placed: list[list[dict[str, Any]]] = []
    for index, own in enumerate(owned):
        places = [_places(each) for each in (own, *reversed(owned[:index]), *owned[index + 1 :])]
        near = next((found for found in places if found), [])
        placed.append(own if _places(own) else [*near, *own])
    return placed


def _places(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in entities if each["entity"] in ("adresse", "lieu")]
