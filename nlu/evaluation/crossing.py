"""Cross-validation in which near twins never straddle: the folds part families, not messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import spacy

from nlu.entities.finder import EntityFinder
from nlu.entities.span import Span
from nlu.entities.tagger import train_tagger
from nlu.evaluation.answers import Answer, Parse, Question, ask
from nlu.evaluation.example import Example
from nlu.evaluation.families import families
from nlu.labels.model import Settings, train_labels
from nlu.labels.reader import LabelReader
from nlu.progress import report
from nlu.vectors import WordVectors

_SETTINGS = Settings()


def cross_validate(examples: Sequence[Example], folds: int, settings: Settings = _SETTINGS) -> Iterator[Answer]:
    """What models that never saw a message nor its like say of it, for every message."""
    vectors = french_vectors()
    for turn, (learned, judged) in enumerate(partings(examples, folds, settings.seed), 1):
        report(f"Validation croisée : pli {turn} sur {folds}…")
        yield from ask(train_parse(learned, vectors, settings), map(question_of, judged))


def partings(examples: Sequence[Example], folds: int, seed: int) -> Iterator[tuple[list[Example], list[Example]]]:
    """What is learned and what is judged in each fold: every label in each, no family in two."""
    from sklearn.model_selection import StratifiedGroupKFold

    labels = np.array([example.label for example in examples])
    kin = families([example.text for example in examples])
    parting = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    for learned, judged in parting.split(labels, labels, kin):
        yield [examples[index] for index in learned], [examples[index] for index in judged]


def first_fold(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Four fifths to learn and one to judge, the same for all who compare."""
    return next(partings(examples, 5, _SETTINGS.seed))


def learning_curve(
    examples: Sequence[Example], questions: Sequence[Question], shares: Sequence[float], settings: Settings = _SETTINGS
) -> Iterator[tuple[int, list[Answer]]]:
    """How many messages were learned and what is answered then: what more writing would bring."""
    vectors = french_vectors()
    order = np.random.default_rng(settings.seed).permutation(len(examples))
    for share in shares:
        kept = [examples[index] for index in sorted(order[: int(share * len(examples))])]
        report(f"Courbe d’apprentissage : {len(kept)} messages…")
        yield len(kept), list(ask(train_parse(kept, vectors, settings), questions))


def french_vectors() -> WordVectors:
    from nlu.components.spacy_nlp import UNUSED

    return WordVectors(spacy.load("fr_core_news_md", exclude=UNUSED).vocab)


def question_of(example: Example) -> Question:
    places = frozenset((entity.type, entity.text, entity.start) for entity in example.entities)
    return Question(example.text, (example.label,), places)


def train_parse(examples: Sequence[Example], vectors: WordVectors, settings: Settings) -> Parse:
    """The understanding as the pipeline has it, without Rasa around it."""
    texts, labels = [example.text for example in examples], [example.label for example in examples]
    reader = LabelReader(train_labels(texts, labels, vectors, settings), vectors)
    finder = EntityFinder(train_tagger((example.text, _spans(example)) for example in examples))

    def parse(text: str) -> dict[str, Any]:
        found = [_entity(text, span) for span in finder.find(text)]
        ranking, requests = reader.read(text, found)
        return {"ranking": ranking, "entities": [_place(each) for each in found], "requests": requests}

    return parse


def _spans(example: Example) -> list[Span]:
    return [Span(entity.type, entity.start, entity.end, entity.role) for entity in example.entities]


def _entity(text: str, span: Span) -> dict[str, Any]:
    return {"entity": span.type, "start": span.start, "end": span.end, "value": text[span.start : span.end]}


def _place(entity: dict[str, Any]) -> dict[str, Any]:
    return {"type": entity["entity"], "text": entity["value"], "start": entity["start"]}
