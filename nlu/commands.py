"""What `parvis train`, `parse`, `evaluate` and `compare` do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from bot.errors import ParvisError
from bot.settings import DEMO_TERRITORY, Settings
from nlu import training
from nlu.evaluation.example import DATA, Example
from nlu.evaluation.known_labels import known_labels
from nlu.evaluation.validate import read_sound, refuse_faults


class LineError(ParvisError):
    code = "line_refused"
    status = 2


def train(settings: Settings) -> None:
    """Train on sound examples only.

    Raises:
        DataError: the first fault of the examples, by file and line.
    """
    sound_examples(settings)
    training.train()


def parse(lines: Iterable[str]) -> None:
    """Print what is understood of each line, an object with a field "text"."""
    from nlu.parsing import Parser

    parser = Parser.load(training.ensure_trained())
    for line in lines:
        if line.strip():
            _print_json(parser.parse(_text_of(line)))


def _text_of(line: str) -> str:
    try:
        return str(json.loads(line)["text"])
    except (ValueError, KeyError, TypeError):
        raise LineError("Chaque ligne doit être un objet JSON avec un champ « text ».") from None


def evaluate(settings: Settings, as_json: bool) -> None:
    """Measure the model of the present data, write the report, print the figures or the chief ones."""
    from nlu.evaluation import evaluate as evaluation

    refuse_faults(DATA, _labels(settings))
    figures = evaluation.evaluate(training.ensure_trained(), sound_examples(settings))
    written, shown = evaluation.write_report(figures)
    if as_json:
        _print_json(figures)
    else:
        print(f"{evaluation.summary(figures)}\n{shown}\n{written}")


def compare(first: Path, second: Path, settings: Settings) -> None:
    """Print the figures of two models, or of two pipelines trained for it."""
    from nlu.evaluation.contest import contest

    _print_json(contest(first, second, partial(sound_examples, settings)))


def sound_examples(settings: Settings) -> list[Example]:
    return read_sound(DATA, _labels(settings))


def _labels(settings: Settings) -> frozenset[str]:
    return known_labels(DEMO_TERRITORY, settings.territory)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)
