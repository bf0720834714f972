"""What was asked of the understanding and what it answered, for the measures."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Parse = Callable[[str], dict[str, Any]]
Place = tuple[str, str, int]
"""The type, the text and the start of an entity."""


@dataclass(frozen=True)
class Question:
    """A message and what a careful person says of it."""

    text: str
    labels: tuple[str, ...]
    entities: frozenset[Place] = field(default_factory=frozenset)

    @property
    def label(self) -> str:
        return self.labels[0]


@dataclass(frozen=True)
class Answer:
    question: Question
    ranking: tuple[tuple[str, float], ...]
    entities: frozenset[Place]
    requests: tuple[str, ...]
    milliseconds: float

    @property
    def label(self) -> str:
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        return self.ranking[0][1]


def read_questions(file: Path) -> list[Question]:
    """From JSON lines: text, label, perhaps labels, and entities with type, text and perhaps start."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_question(json.loads(line)) for line in lines if line.strip()]


def _question(written: dict[str, Any]) -> Question:
    places: set[Place] = set()
    after = 0
    for entity in written.get("entities", []):
        found = written["text"].find(entity["text"], after)
        start = entity.get("start", found if found >= 0 else written["text"].find(entity["text"]))
        places.add((entity["type"], entity["text"], start))
        after = start + len(entity["text"])
    return Question(written["text"], tuple(written.get("labels") or [written["label"]]), frozenset(places))


def ask(parse: Parse, questions: Iterable[Question]) -> Iterator[Answer]:
    for question in questions:
        started = time.perf_counter()
        said = parse(question.text)
        took = (time.perf_counter() - started) * 1_000
        yield answer_from(question, said, took)


def answer_from(question: Question, said: dict[str, Any], milliseconds: float) -> Answer:
    """What was said in the form of `parvis parse`."""
    return Answer(
        question,
        tuple((each["label"], each["confidence"]) for each in said["ranking"]),
        frozenset((each["type"], each["text"], each["start"]) for each in said["entities"]),
        tuple(each["label"] for each in said["requests"]),
        milliseconds,
    )
