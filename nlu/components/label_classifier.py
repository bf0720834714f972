"""The label of a message and of each request in it, published as Rasa's own retrieval intents are."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, RESPONSE_SELECTOR, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.spacy_nlp import SpacyModel
from nlu.entities.corrections import with_roles
from nlu.labels.model import LabelModel, Settings, train_labels
from nlu.labels.reader import LabelReader, Ranking
from nlu.vectors import WordVectors

LABELS = "labels"
REQUESTS = "requests"
_CORRECTION = "corriger"


class LabelClassifier(GraphComponent):  # type: ignore[misc]  # Rasa ships no types that mypy may follow
    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: LabelModel | None = None
    ) -> None:
        self._settings = settings_of(config)
        self._storage = storage
        self._resource = resource
        self._model = model
        self._reader: LabelReader | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return asdict(Settings())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LabelClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LabelClassifier:
        with model_storage.read_from(resource) as folder:
            model = LabelModel.load(folder, settings_of(config))
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData, model: SpacyModel) -> Resource:
        examples = training_data.intent_examples
        texts = [str(message.get(TEXT)) for message in examples]
        labels = [str(message.get_full_intent()) for message in examples]
        trained = train_labels(texts, labels, WordVectors(model.model.vocab), self._settings)
        with self._storage.write_to(self._resource) as folder:
            trained.save(folder)
        return self._resource

    def process(self, messages: list[Message], model: SpacyModel) -> list[Message]:
        reader = self._reader or self._open(model)
        for message in messages:
            self._read(reader, message)
        return messages

    def _read(self, reader: LabelReader, message: Message) -> None:
        text, entities = message.get(TEXT) or "", message.get(ENTITIES, [])
        ranking, requests = reader.read(text, entities)
        if ranking[0]["label"] == _CORRECTION:
            entities = with_roles(text, entities)
            requests = [{**request, "entities": entities} for request in requests]
            message.set(ENTITIES, entities, add_to_output=True)
        publish(message, ranking)
        message.set(REQUESTS, requests, add_to_output=True)

    def _open(self, model: SpacyModel) -> LabelReader:
        """The reader needs the vectors, which the graph only hands over with a message."""
        assert self._model is not None, "A classifier that was not trained was asked for labels."
        self._reader = LabelReader(self._model, WordVectors(model.model.vocab))
        return self._reader


def settings_of(config: dict[str, Any]) -> Settings:
    """The part of the component's configuration that the model reads: Rasa adds names of its own."""
    return Settings(**{field.name: config[field.name] for field in fields(Settings) if field.name in config})


def publish(message: Message, ranking: Ranking) -> None:
    """Set what stock Rasa reads: the intent, the ranking of intents, and the codes of retrieval intents."""
    intents: dict[str, float] = {}
    codes: dict[str, Ranking] = {}
    for each in ranking:
        intent, _, code = each["label"].partition("/")
        intents[intent] = intents.get(intent, 0.0) + each["confidence"]
        if code:
            codes.setdefault(intent, []).append(each)
    best = ranking[0]
    first = best["label"].partition("/")[0]
    message.set(INTENT, {"name": first, "confidence": round(min(intents[first], 1.0), 4)}, add_to_output=True)
    ordered = sorted(intents.items(), key=lambda item: (item[0] != first, -item[1]))
    message.set(
        INTENT_RANKING_KEY,
        [{"name": name, "confidence": round(min(confidence, 1.0), 4)} for name, confidence in ordered[:_KEPT]],
        add_to_output=True,
    )
    message.set(RESPONSE_SELECTOR, _selector(codes), add_to_output=True)
    message.set(LABELS, ranking[:_KEPT], add_to_output=True)


_KEPT = 10
_CODES_KEPT = 3


def _selector(codes: dict[str, Ranking]) -> dict[str, Any]:
    selector: dict[str, Any] = {"all_retrieval_intents": sorted(codes)}
    for intent, ranking in codes.items():
        keys = [
            {"intent_response_key": each["label"], "confidence": each["confidence"]} for each in ranking[:_CODES_KEPT]
        ]
        selector[intent] = {"response": keys[0], "ranking": keys}
    return selector
