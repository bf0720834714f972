"""How well the understanding answers, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nlu.evaluation.answers import Answer

Figures = dict[str, Any]
_BINS = 10
_CONFUSIONS_SHOWN = 60
_LONG = 60
ENTITY_FAMILIES = {
    "lieux et adresses": ("adresse", "lieu"),
    "adresse": ("adresse",),
    "lieu": ("lieu",),
    "commune": ("commune",),
    "moment": ("moment",),
    "reference": ("reference",),
    "email": ("email",),
    "telephone": ("telephone",),
}


def measure(answers: Sequence[Answer]) -> Figures:
    """All the figures of a report; shares are between 0 and 1."""
    return {
        "messages": len(answers),
        "top1": _share(answers, lambda answer: answer.label == answer.question.label),
        "top3": _share(answers, lambda answer: answer.question.label in [label for label, _ in answer.ranking[:3]]),
        "intent": _share(answers, lambda answer: _intent(answer.label) == _intent(answer.question.label)),
        "danger": danger(answers),
        "calibration": calibration(answers),
        "entities": {name: entities(answers, kinds) for name, kinds in ENTITY_FAMILIES.items()},
        "requests": requests(answers),
        "latency": latency(answers),
        "labels": labels(answers),
        "confusions": confusions(answers),
    }


def _share(answers: Sequence[Answer], right: Callable[[Answer], bool]) -> float:
    return round(sum(map(right, answers)) / len(answers), 4) if answers else 0.0


def _intent(label: str) -> str:
    return label.partition("/")[0]


def _is_danger(label: str) -> bool:
    return _intent(label) == "urgence"


def danger(answers: Sequence[Answer]) -> Figures:
    told = [answer for answer in answers if any(map(_is_danger, answer.question.labels))]
    others = [answer for answer in answers if not any(map(_is_danger, answer.question.labels))]
    missed = [answer for answer in told if not _is_danger(answer.label)]
    alarms = [answer for answer in others if _is_danger(answer.label)]
    return {
        "messages": len(told),
        "missed": len(missed),
        "false_alarms": len(alarms),
        "false_alarm_share": round(len(alarms) / max(len(others), 1), 4),
        "missed_texts": [answer.question.text for answer in missed],
        "false_alarm_texts": [answer.question.text for answer in alarms],
    }


def calibration(answers: Sequence[Answer]) -> Figures:
    """The expected calibration error over ten bins of confidence, and the bins."""
    bins, error = [], 0.0
    for low in np.arange(_BINS) / _BINS:
        inside = [answer for answer in answers if low < answer.confidence <= low + 1 / _BINS]
        right = _share(inside, lambda answer: answer.label == answer.question.label)
        said = float(np.mean([answer.confidence for answer in inside])) if inside else 0.0
        error += abs(right - said) * len(inside) / max(len(answers), 1)
        bins.append({"from": float(low), "messages": len(inside), "confidence": round(said, 4), "right": right})
    return {"error": round(error, 4), "bins": bins}


def entities(answers: Sequence[Answer], kinds: tuple[str, ...]) -> Figures:
    """Exact spans of exact types."""
    found = expected = right = 0
    for answer in answers:
        said = {place for place in answer.entities if place[0] in kinds}
        true = {place for place in answer.question.entities if place[0] in kinds}
        found, expected, right = found + len(said), expected + len(true), right + len(said & true)
    return _scores(right, found, expected)


def _scores(right: int, found: int, expected: int) -> Figures:
    precision, recall = right / max(found, 1), right / max(expected, 1)
    both = 2 * right / max(found + expected, 1)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(both, 4), "expected": expected}


def requests(answers: Sequence[Answer]) -> Figures:
    several = [answer for answer in answers if len(answer.question.labels) > 1]
    simple = [answer for answer in answers if len(answer.question.labels) == 1]
    return {
        "several": len(several),
        "right_number": _share(several, lambda answer: len(answer.requests) == len(answer.question.labels)),
        "right_labels": _share(several, lambda answer: answer.requests == answer.question.labels),
        "simple_split": _share(simple, lambda answer: len(answer.requests) > 1),
    }


def latency(answers: Sequence[Answer]) -> Figures:
    """Milliseconds, for messages under sixty words."""
    took = [answer.milliseconds for answer in answers if len(answer.question.text.split()) < _LONG]
    if not took:
        return {"p50": 0.0, "p95": 0.0}
    return {"p50": round(float(np.percentile(took, 50)), 2), "p95": round(float(np.percentile(took, 95)), 2)}


def labels(answers: Sequence[Answer]) -> dict[str, Figures]:
    expected = Counter(answer.question.label for answer in answers)
    found = Counter(answer.label for answer in answers)
    right = Counter(answer.label for answer in answers if answer.label == answer.question.label)
    return {label: _scores(right[label], found[label], expected[label]) for label in sorted(expected | found)}


def confusions(answers: Sequence[Answer]) -> list[Figures]:
    """The commonest mistakes, with one message of each."""
    wrong = [answer for answer in answers if answer.label != answer.question.label]
    counts = Counter((answer.question.label, answer.label) for answer in wrong)
    texts = {(answer.question.label, answer.label): answer.question.text for answer in reversed(wrong)}
    return [
        {"expected": expected, "said": said, "times": times, "text": texts[expected, said]}
        for (expected, said), times in counts.most_common(_CONFUSIONS_SHOWN)
    ]
