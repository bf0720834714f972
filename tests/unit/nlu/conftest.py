from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.label_classifier import LabelClassifier
from nlu.components.spacy_nlp import SpacyModel, SpacyNLP
from nlu.labels.model import Settings

QUICK = asdict(Settings(steps=60, versions=1))
CONTEXT = ExecutionContext(GraphSchema({}))
LESSONS = {
    "signaler/nid_de_poule": ["un trou énorme dans la route", "ma roue est tombée dans le trou", "cratère de chaussée"],
    "signaler/graffiti_tag": ["des tags sur le mur de l'école", "on a peint des insultes", "graffiti sur ma façade"],
    "demander/passeport_demande": ["comment refaire mon passeport", "papiers pour un passeport", "passeport périmé"],
    "urgence/gaz": ["ça sent le gaz dans la cuisine", "fuite de gaz rue Pasteur", "odeur de gaz très forte"],
    "saluer": ["bonjour", "salut", "bonsoir madame"],
}


@pytest.fixture(scope="session")
def spacy_model(tmp_path_factory: pytest.TempPathFactory) -> SpacyModel:
    storage = LocalModelStorage(tmp_path_factory.mktemp("spacy"))
    return SpacyNLP.create(SpacyNLP.get_default_config(), storage, Resource("spacy"), CONTEXT).provide()


def training_data(lessons: dict[str, list[str]]) -> TrainingData:
    examples = []
    for label, texts in lessons.items():
        properties = {"intent": label.partition("/")[0]}
        if "/" in label:
            properties["intent_response_key"] = label
        examples += [Message({"text": text, **properties}) for text in texts * 3]
    return TrainingData(examples)


def train_classifier(folder: Path, lessons: dict[str, list[str]], model: SpacyModel) -> LabelClassifier:
    """Trained, written, and read again as a model is."""
    storage, resource = LocalModelStorage(folder), Resource("labels")
    LabelClassifier.create(QUICK, storage, resource, CONTEXT).train(training_data(lessons), model)
    return LabelClassifier.load(QUICK, storage, resource, CONTEXT)


@pytest.fixture(scope="session")
def classifier(tmp_path_factory: pytest.TempPathFactory, spacy_model: SpacyModel) -> LabelClassifier:
    return train_classifier(tmp_path_factory.mktemp("labels"), LESSONS, spacy_model)


@pytest.fixture(scope="session")
def lessons() -> dict[str, list[str]]:
    return LESSONS


@pytest.fixture(scope="session")
def train():
    return train_classifier
