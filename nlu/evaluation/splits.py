"""Fits again what tells two requests from one: the weights to copy into nlu/labels/splitter.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlu.arrays import Array
from nlu.evaluation.answers import Question
from nlu.labels.splitter import Probabilities, Splitter


@dataclass(frozen=True)
class SplitFit:
    """The weights, and for each threshold the shares of double messages cut right and of simple ones cut wrongly."""

    bias: float
    weights: list[float]
    shares: list[tuple[float, float, float]]


def read_marked(file: Path, labels: Sequence[str], probabilities: Probabilities) -> list[Question]:
    """The messages of several.txt, each part under the label that the model gives it.

    Messages of which two parts would bear one label are left out: no cut by labels can find them.
    """
    questions = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            parts = [part.strip() for part in line.split("|")]
            told = tuple(labels[int(probabilities(part).argmax())] for part in parts)
            if len(set(told)) == len(told):
                questions.append(Question(" ".join(parts), told))
    return questions


def fit_splits(questions: Sequence[Question], labels: Sequence[str], probabilities: Probabilities) -> SplitFit:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    signs, right, owners = _cuts(questions, labels, probabilities)
    centre, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    scaled = (signs - centre) / spread
    chances = np.zeros(len(right))
    for learned, judged in GroupKFold(5).split(scaled, right, owners):
        machine = LogisticRegression().fit(scaled[learned], right[learned])
        chances[judged] = machine.predict_proba(scaled[judged])[:, 1]
    machine = LogisticRegression().fit(scaled, right)
    weights = machine.coef_[0] / spread
    bias = float(machine.intercept_[0] - weights @ centre)
    thresholds = np.arange(0.3, 0.9, 0.05)
    return SplitFit(bias, weights.tolist(), [_shares(questions, owners, chances, each) for each in thresholds])


def _cuts(questions: Sequence[Question], labels: Sequence[str], probabilities: Probabilities) -> tuple[Array, ...]:
    splitter = Splitter(labels, probabilities)
    rows, right, owners = [], [], []
    for owner, question in enumerate(questions):
        whole = probabilities(question.text)
        for cut, before, after in splitter.sides(question.text) if splitter.asks(whole) else ():
            asked = {labels[int(before.argmax())], labels[int(after.argmax())]}
            if len(asked) == 2:
                rows.append(splitter.signs(cut, question.text, whole, before, after))
                right.append(len(question.labels) > 1 and asked <= set(question.labels))
                owners.append(owner)
    return np.array(rows), np.array(right, dtype=int), np.array(owners)


def _shares(
    questions: Sequence[Question], owners: Array, chances: Array, threshold: float
) -> tuple[float, float, float]:
    cut = set(owners[chances > threshold].tolist())
    several = [place for place, question in enumerate(questions) if len(question.labels) > 1]
    simple = [place for place, question in enumerate(questions) if len(question.labels) == 1]
    found = sum(place in cut for place in several) / max(len(several), 1)
    wrong = sum(place in cut for place in simple) / max(len(simple), 1)
    return round(float(threshold), 2), round(found, 3), round(wrong, 3)
