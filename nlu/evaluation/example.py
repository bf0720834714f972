"""The examples of nlu/data, each with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from bot.errors import ParvisError
from nlu.evaluation.annotations import Entity, MalformedAnnotation, read_annotations

DATA = Path(__file__).resolve().parent.parent / "data"


class DataError(ParvisError):
    """One sentence naming file, line and reason."""

    code = "training_data_refused"
    status = 2

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}, ligne {line} : {reason}.")
        self.file, self.line, self.reason = file, line, reason


@dataclass(frozen=True)
class Example:
    text: str
    label: str
    entities: tuple[Entity, ...]
    file: Path
    line: int


def read_examples(folder: Path) -> tuple[list[Example], list[DataError]]:
    """Every example that can be read, and what is wrong with those that cannot."""
    examples: list[Example] = []
    errors: list[DataError] = []
    for file in sorted(folder.glob("*.yml")):
        try:
            for label, line, written in _lines(file):
                _add(examples, errors, file, label, line, written)
        except DataError as error:
            errors.append(error)
    return examples, errors


def _add(examples: list[Example], errors: list[DataError], file: Path, label: str, line: int, written: str) -> None:
    try:
        examples.append(_example(file, label, line, written))
    except DataError as error:
        errors.append(error)


def _lines(file: Path) -> Iterator[tuple[str, int, str]]:
    """Label, line number and text of each example of a file."""
    try:
        content = YAML().load(file.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DataError(file, mark.line + 1 if mark else 1, f"le YAML est illisible ({error.problem})") from error
    except UnicodeDecodeError as error:
        raise DataError(file, 1, "le fichier n’est pas en UTF-8") from error
    if not isinstance(content, CommentedMap) or not isinstance(content.get("nlu"), list):
        raise DataError(file, 1, "la liste « nlu: » manque")
    for block in content["nlu"]:
        if not isinstance(block, CommentedMap) or not {"intent", "examples"} <= block.keys():
            raise DataError(file, content.lc.key("nlu")[0] + 1, "un bloc n’a pas « intent » et « examples »")
        first = block.lc.value("examples")[0] + 2
        for offset, written in enumerate(str(block["examples"]).splitlines()):
            yield str(block["intent"]), first + offset, written


def _example(file: Path, label: str, line: int, written: str) -> Example:
    if not written.startswith("- ") or not written[2:].strip():
        raise DataError(file, line, "un exemple commence par « - » et n’est pas vide")
    if "${" in written:
        raise DataError(file, line, "« ${ » est interdit : Rasa y lirait une variable d’environnement")
    try:
        text, entities = read_annotations(written[2:].strip())
    except MalformedAnnotation as error:
        raise DataError(file, line, str(error)) from error
    return Example(text, label, entities, file, line)
