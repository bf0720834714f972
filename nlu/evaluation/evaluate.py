"""`parvis evaluate` and `parvis compare`: the figures of the understanding, as JSON and as a page to read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlu.evaluation.answers import Answer, ask, read_questions
from nlu.evaluation.crossing import cross_validate, learning_curve
from nlu.evaluation.example import read_examples
from nlu.evaluation.measures import Figures, measure
from nlu.evaluation.report import page
from nlu.parsing import Parser
from nlu.progress import report
from nlu.training import ROOT

HELD_OUT = Path(__file__).with_name("held_out.jsonl")
DATA = ROOT / "nlu" / "data"
REPORTS = ROOT / "var" / "evaluation"
CURVE = (0.125, 0.25, 0.5, 1.0)


def evaluate(model: Path, folds: int = 5, held_out: Path = HELD_OUT, curve: bool = False) -> Figures:
    """The set written apart, which is the figure to trust, then cross-validation, then the curve if asked for."""
    figures: dict[str, Any] = {"model": model.name}
    report("Messages écrits à part…")
    questions = read_questions(held_out)
    figures["held_out"] = measure(_answers(model, held_out))
    examples, errors = read_examples(DATA)
    if errors:
        raise errors[0]
    if folds > 1:
        figures["cross_validation"] = measure(list(cross_validate(examples, folds)))
    if curve:
        points = learning_curve(examples, questions, CURVE)
        figures["curve"] = [{"messages": learned, **_heads(measure(answers))} for learned, answers in points]
    return figures


def compare(first: Path, second: Path, held_out: Path = HELD_OUT) -> Figures:
    """Both models on the same messages, and the messages on which they part."""
    one, other = _answers(first, held_out), _answers(second, held_out)
    return {
        "first": {"model": first.name, **_heads(measure(one))},
        "second": {"model": second.name, **_heads(measure(other))},
        "gained": _parted(other, one),
        "lost": _parted(one, other),
    }


def write_report(figures: Figures, folder: Path = REPORTS) -> tuple[Path, Path]:
    """The JSON file and the HTML page."""
    folder.mkdir(parents=True, exist_ok=True)
    written, shown = folder / "report.json", folder / "report.html"
    written.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    shown.write_text(page(figures), encoding="utf-8")
    return written, shown


def _answers(model: Path, held_out: Path) -> list[Answer]:
    parser = Parser.load(model)
    parser.parse("bonjour")  # the first message opens the vectors, and is no measure of the others
    return list(ask(parser.parse, read_questions(held_out)))


def _heads(figures: Figures) -> Figures:
    """The few figures that fit a line."""
    return {
        "top1": figures["top1"],
        "top3": figures["top3"],
        "intent": figures["intent"],
        "danger_missed": figures["danger"]["missed"],
        "danger_false_alarms": figures["danger"]["false_alarms"],
        "calibration_error": figures["calibration"]["error"],
        "places_f1": figures["entities"]["lieux et adresses"]["f1"],
        "requests_right_number": figures["requests"]["right_number"],
        "p50_ms": figures["latency"]["p50"],
    }


def _parted(right: Sequence[Answer], wrong: Sequence[Answer]) -> list[dict[str, str]]:
    return [
        {"text": good.question.text, "expected": good.question.label, "said": bad.label}
        for good, bad in zip(right, wrong, strict=True)
        if good.label == good.question.label != bad.label
    ]
