"""The French word vectors of spaCy, loaded once and shared by the components that ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

if TYPE_CHECKING:
    from spacy.language import Language

# Everything but the vocabulary and its vectors: tagger, parser and NER cost 6 ms a message
# and none of what they say is used.
UNUSED = ["tok2vec", "tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "ner"]


@dataclass
class SpacyModel:
    """What the node provides; Rasa fingerprints it by its name."""

    model: Language
    model_name: str

    def fingerprint(self) -> str:
        return self.model_name


class SpacyNLP(GraphComponent):  # type: ignore[misc]  # Rasa ships no types that mypy may follow
    """Takes the place of Rasa's component of the same name, which runs the whole pipeline on each message."""

    def __init__(self, model: SpacyModel) -> None:
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"model": "fr_core_news_md"}

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyNLP:
        import spacy

        name = config["model"]
        return cls(SpacyModel(spacy.load(name, exclude=UNUSED), name))

    def provide(self) -> SpacyModel:
        return self._model

    def process_training_data(self, training_data: TrainingData, model: SpacyModel) -> TrainingData:
        return training_data

    def process(self, messages: list[Message], model: SpacyModel) -> list[Message]:
        return messages
