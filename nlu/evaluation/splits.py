"""Fits again what tells two requests from one: the weights to copy into nlu/labels/splitter.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlu.arrays import Array
from nlu.evaluation.answers import Question
from nlu.labels.splitter import Reading, Sides, Splitter

Read = Callable[[str], Reading]


@dataclass(frozen=True)
class Lesson:
    """A message, whether it holds several requests, and which of its cuts are right."""

    text: str
    is_several: bool
    is_right: Callable[[Sides], bool]


@dataclass(frozen=True)
class SplitFit:
    """The weights, and for each threshold the shares of double messages cut and of simple ones cut wrongly."""

    bias: float
    weights: list[float]
    shares: list[tuple[float, float, float]]


def read_marked(file: Path) -> list[Lesson]:
    """The messages of several.txt: a cut is right where the bar stands."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_marked(line.split("|")) for line in lines if line.strip() and not line.startswith("#")]


def _marked(written: Sequence[str]) -> Lesson:
    parts = [part.strip() for part in written]
    bars = {len(" ".join(parts[:count])) for count in range(1, len(parts))}

    def is_right(sides: Sides) -> bool:
        # A cut takes the comma or the joining word away, so that the bar may stand a little beside it.
        return any(sides.cut.end - 3 <= bar <= sides.cut.start + 1 for bar in bars)

    return Lesson(" ".join(parts), len(parts) > 1, is_right)


def of_questions(questions: Sequence[Question], labels: Sequence[str]) -> list[Lesson]:
    """Messages of which the labels are known and not the bounds: a cut is right where both sides ask what is asked."""

    def lesson(question: Question) -> Lesson:
        wanted, is_several = set(question.labels), len(question.labels) > 1

        def is_right(sides: Sides) -> bool:
            return is_several and {labels[int(side.argmax())] for side in (sides.left, sides.right)} <= wanted

        return Lesson(question.text, is_several, is_right)

    return [lesson(question) for question in questions]


def fit_splits(lessons: Sequence[Lesson], judged: Sequence[Lesson], labels: Sequence[str], read: Read) -> SplitFit:
    """Learn from all; the shares are those of `judged`, each message judged by a fit that did not see it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    signs, right, owners = _cuts([*lessons, *judged], labels, read)
    centre, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    scaled = (signs - centre) / spread
    chances = np.zeros(len(right))
    for learned, tried in GroupKFold(5).split(scaled, right, owners):
        machine = LogisticRegression(max_iter=500).fit(scaled[learned], right[learned])
        chances[tried] = machine.predict_proba(scaled[tried])[:, 1]
    machine = LogisticRegression(max_iter=500).fit(scaled, right)
    weights = machine.coef_[0] / spread
    bias = float(machine.intercept_[0] - weights @ centre)
    thresholds = np.arange(0.3, 0.95, 0.025)
    shares = [_shares(judged, owners - len(lessons), chances, each) for each in thresholds]
    return SplitFit(bias, weights.tolist(), shares)


def _cuts(lessons: Sequence[Lesson], labels: Sequence[str], read: Read) -> tuple[Array, ...]:
    splitter = Splitter(labels)
    rows, right, owners = [], [], []
    for owner, lesson in enumerate(lessons):
        reading = read(lesson.text)
        for sides in splitter.sides(reading, 0, reading.length):
            rows.append(splitter.signs(reading, sides))
            right.append(lesson.is_right(sides))
            owners.append(owner)
    return np.array(rows), np.array(right, dtype=int), np.array(owners)


def _shares(judged: Sequence[Lesson], owners: Array, chances: Array, threshold: float) -> tuple[float, float, float]:
    cut = set(owners[chances > threshold].tolist())
    several = [place for place, lesson in enumerate(judged) if lesson.is_several]
    simple = [place for place, lesson in enumerate(judged) if not lesson.is_several]
    found = sum(place in cut for place in several) / max(len(several), 1)
    wrong = sum(place in cut for place in simple) / max(len(simple), 1)
    return round(float(threshold), 3), round(found, 3), round(wrong, 3)
