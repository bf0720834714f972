"""The entities of labels.yml, as a component of the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.entities.finder import EntityFinder
from nlu.entities.span import Span
from nlu.entities.tagger import EntityTagger, Example, train_tagger
from nlu.progress import report

_FILE = "entities.crfsuite"


class EntityExtractor(GraphComponent):  # type: ignore[misc]  # Rasa ships no types that mypy may follow
    def __init__(self, storage: ModelStorage, resource: Resource, finder: EntityFinder | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._finder = finder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityExtractor:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EntityExtractor:
        with model_storage.read_from(resource) as folder:
            tagger = EntityTagger((folder / _FILE).read_bytes())
        return cls(model_storage, resource, EntityFinder(tagger))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [(str(message.get(TEXT)), _spans(message)) for message in training_data.nlu_examples]
        report(f"Apprentissage des lieux et des moments sur {len(examples)} messages…")
        # In a process of its own: it keeps Python to itself for half a minute, in which the labels are learned.
        with ProcessPoolExecutor(1, get_context("spawn")) as beside:
            model = beside.submit(_learn, examples).result()
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_bytes(model)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._finder is not None, "An extractor that was not trained was asked for entities."
        for message in messages:
            text = message.get(TEXT) or ""
            entities = [_entity(text, span) for span in self._finder.find(text)]
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages


def _learn(examples: Sequence[Example]) -> bytes:
    return train_tagger(examples).model


def _spans(message: Message) -> list[Span]:
    entities = message.get(ENTITIES, [])
    return [Span(each["entity"], each["start"], each["end"], each.get("role")) for each in entities]


def _entity(text: str, span: Span) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "entity": span.type,
        "start": span.start,
        "end": span.end,
        "value": text[span.start : span.end],
        "extractor": EntityExtractor.__name__,
    }
    return entity | ({"role": span.role} if span.role else {})
