"""What `parvis parse` says of a message, by the understanding alone: no dialogue, no database."""

from __future__ import annotations

import json
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.nlu.training_data.message import Message

from nlu.graph_runner import PlainGraphRunner

# Rasa's first node turns the message of a channel into one of the pipeline, which is made here without
# importing channels. What comes after our classifier decides for the dialogue, or reads "/intent" as a command.
_FIRST_NODE, CLASSIFIER = "nlu_message_converter", "nlu.components.label_classifier.LabelClassifier"


class Parser:
    def __init__(self, runner: PlainGraphRunner, target: str) -> None:
        self._runner = runner
        self._target = target

    @classmethod
    def load(cls, model: Path) -> Parser:
        with tempfile.TemporaryDirectory() as folder:
            with tarfile.open(model) as archive:
                archive.extractall(folder, filter="data")
            metadata = json.loads((Path(folder) / "metadata.json").read_text(encoding="utf-8"))
            nodes = metadata["predict_schema"]["nodes"]
            target = next(name for name, node in nodes.items() if node["uses"] == CLASSIFIER)
            schema = GraphSchema.from_dict({"nodes": _needed(nodes, target)})
            runner = PlainGraphRunner.create(
                schema, LocalModelStorage(Path(folder) / "components"), ExecutionContext(schema)
            )
        return cls(runner, target)

    def parse(self, text: str) -> dict[str, Any]:
        """The answer of contract `parvis parse` for one text."""
        return _answer(self.message(text))

    def reading(self, text: str) -> dict[str, Any]:
        """What the pipeline sets on the message, as Rasa writes it."""
        read: dict[str, Any] = self.message(text).as_dict(only_output_properties=True)
        return read

    def message(self, text: str) -> Message:
        """The message with all that the pipeline sets on it."""
        inputs = {_FIRST_NODE: [Message({"text": _clean(text)})]}
        return self._runner.run(inputs, [self._target])[self._target][0]


def _needed(nodes: dict[str, Any], target: str) -> dict[str, Any]:
    """The part of the graph that understands: the policies import TensorFlow and are left alone."""
    wanted, kept = [target], {}
    while wanted:
        name = wanted.pop()
        if name in nodes and name not in kept and name != _FIRST_NODE:
            kept[name] = nodes[name]
            wanted += nodes[name]["needs"].values()
    return kept


def _clean(text: str) -> str:
    """Neither NUL nor a lone surrogate reaches Rasa; places in the text stay what they were."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _answer(message: Message) -> dict[str, Any]:
    ranking = message.get("labels")
    return {
        "text": message.get("text"),
        "label": ranking[0]["label"],
        "confidence": ranking[0]["confidence"],
        "ranking": ranking,
        "entities": [_entity(each) for each in message.get("entities")],
        "requests": [
            {**each, "entities": [_entity(entity) for entity in each["entities"]]} for each in message.get("requests")
        ],
    }


def _entity(entity: dict[str, Any]) -> dict[str, Any]:
    read = {"type": entity["entity"], "text": entity["value"], "start": entity["start"], "end": entity["end"]}
    return read | ({"role": entity["role"]} if "role" in entity else {})
