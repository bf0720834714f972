"""`parvis evaluate` and `parvis compare`: the figures of the understanding, as JSON and as a page to read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlu.evaluation.answers import Answer, ask, read_questions
from nlu.evaluation.crossing import cross_validate, learning_curve
from nlu.evaluation.example import Example
from nlu.evaluation.measures import Figures, measure
from nlu.evaluation.report import page, percent
from nlu.parsing import Parser
from nlu.progress import report
from nlu.training import ROOT

HELD_OUT = Path(__file__).with_name("held_out3.jsonl")
"""Written apart, by somebody who saw no example: the figure to trust. `held_out.jsonl` served to choose settings."""
CHOSEN_ON = Path(__file__).with_name("held_out.jsonl")
REPORTS = ROOT / "var" / "evaluation"
CURVE = (0.125, 0.25, 0.5, 1.0)
FOLDS = 3
"""Each fold trains anew: three keep the whole under a quarter of an hour on two cores."""


def evaluate(
    model: Path,
    examples: Sequence[Example],
    folds: int = FOLDS,
    held_out: Path = HELD_OUT,
    curve: Sequence[float] = CURVE,
) -> Figures:
    """The sets written apart, then cross-validation on `examples`, then the curve by shares of them."""
    figures: dict[str, Any] = {"model": model.name}
    report("Messages écrits à part…")
    questions = read_questions(held_out)
    figures["held_out"] = measure(_answers(model, held_out))
    figures["chosen_on"] = heads(measure(_answers(model, CHOSEN_ON)))
    if folds > 1:
        figures["cross_validation"] = measure(list(cross_validate(examples, folds)))
    if curve:
        points = learning_curve(examples, questions, curve)
        figures["curve"] = [{"messages": learned, **heads(measure(answers))} for learned, answers in points]
    return figures


def summary(figures: Figures) -> str:
    """What a reader wants first, a line for each set of messages."""
    names = {"held_out": "Messages écrits à part", "cross_validation": "Validation croisée"}
    return "\n".join(f"{title} : {_line(figures[name])}" for name, title in names.items() if name in figures)


def _line(figures: Figures) -> str:
    danger = figures["danger"]
    return (
        f"{figures['messages']} messages, bon libellé {percent(figures['top1'])}, "
        f"parmi trois {percent(figures['top3'])}, "
        f"dangers manqués {danger['missed']} sur {danger['messages']}, "
        f"fausses alertes {percent(danger['false_alarm_share'])}"
    )


def compare(first: Path, second: Path, held_out: Path = HELD_OUT) -> Figures:
    """Both models on the same messages, and the messages on which they part."""
    one, other = _answers(first, held_out), _answers(second, held_out)
    return {
        "first": {"model": first.name, **heads(measure(one))},
        "second": {"model": second.name, **heads(measure(other))},
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


def heads(figures: Figures) -> Figures:
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
