"""`parvis compare`: two trained models on the same messages, or two pipelines trained on the same fold."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.errors import ParvisError
from nlu.evaluation.answers import Answer, answer_from
from nlu.evaluation.crossing import first_fold, question_of
from nlu.evaluation.evaluate import compare, heads
from nlu.evaluation.example import Example
from nlu.evaluation.measures import Figures, measure
from nlu.progress import report

_PIPELINE = {".yml", ".yaml"}


class ContestError(ParvisError):
    code = "comparison_refused"
    status = 2


def contest(first: Path, second: Path, examples: Callable[[], Sequence[Example]]) -> Figures:
    """The figures of both; with pipelines, also what training takes in seconds and each process in megabytes.

    Raises:
        ContestError: when one of them is no file, or when a model is set against a pipeline.
    """
    for path in (first, second):
        if not path.is_file():
            raise ContestError(f"Le fichier {path} n’existe pas.")
    pipelines = [path.suffix in _PIPELINE for path in (first, second)]
    if not any(pipelines):
        return compare(first, second)
    if not all(pipelines):
        raise ContestError("Comparez deux modèles entraînés, ou deux chaînes de traitement, non l’un avec l’autre.")
    learned, judged = first_fold(examples())
    return {"first": measure_pipeline(first, learned, judged), "second": measure_pipeline(second, learned, judged)}


def measure_pipeline(config: Path, learned: Sequence[Example], judged: Sequence[Example]) -> Figures:
    """Train and question a pipeline of Rasa, each in a process of its own so that memory is its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "learned.json").write_text(json.dumps([_written(example) for example in learned]), encoding="utf-8")
        (folder / "judged.json").write_text(json.dumps([example.text for example in judged]), encoding="utf-8")
        report(f"{config} : apprentissage de {len(learned)} messages…")
        training = _in_process("train", config, folder)
        report(f"{config} : lecture de {len(judged)} messages…")
        reading = _in_process("parse", config, folder)
    return {"pipeline": str(config), **heads(measure(_answers(judged, reading["answers"])))} | {
        "training_seconds": training["seconds"],
        "training_megabytes": training["megabytes"],
        "parse_megabytes": reading["megabytes"],
    }


def _answers(judged: Sequence[Example], said: Sequence[dict[str, Any]]) -> list[Answer]:
    pairs = zip(judged, said, strict=True)
    return [answer_from(question_of(example), each, each["milliseconds"]) for example, each in pairs]


def _written(example: Example) -> dict[str, Any]:
    return {"text": example.text, "label": example.label, "entities": [asdict(each) for each in example.entities]}


def _in_process(step: str, config: Path, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "nlu.evaluation.contender", step, str(config.resolve()), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own module
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["sans un mot"])[-1]
        raise ContestError(f"La chaîne {config} a échoué : {reason}")
    answer: dict[str, Any] = json.loads((folder / f"{step}.json").read_text(encoding="utf-8"))
    return answer
