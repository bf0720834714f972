"""Messages read by a process of its own; the dialogue's process finishes what little of the graph is left."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.engine.graph import GraphSchema
from rasa.shared.nlu.training_data.message import Message

from connectors.dialogue.processor import TurnGraphRunner, TurnProcessor
from nlu.components.label_classifier import LabelClassifier
from nlu.graph_runner import PlainGraphRunner
from nlu.reader import Reader


class DialogueGraphRunner(TurnGraphRunner):
    """The graph without the classifier and what it alone needs: what it says is given instead."""

    classifier: str

    @classmethod
    def create(cls, graph_schema: GraphSchema, *arguments: Any, **options: Any) -> PlainGraphRunner:
        nodes = dict(graph_schema.nodes)
        classifier = next(name for name, node in nodes.items() if node.uses is LabelClassifier)
        left_out = [classifier]
        for name in left_out:
            if name in nodes:
                left_out += nodes.pop(name).needs.values()
        runner = super().create(GraphSchema(nodes), *arguments, **options)
        assert isinstance(runner, cls)
        runner.classifier = classifier
        return runner


class DistantProcessor(TurnProcessor):
    """Asks a reader for the understanding, where stock Rasa would ask a server over HTTP."""

    runner = DialogueGraphRunner

    def have_read_by(self, reader: Reader) -> None:
        self.http_interpreter = _Interpreter(reader, self.graph_runner, self.model_metadata.nlu_target)


class _Interpreter:
    def __init__(self, reader: Reader, runner: DialogueGraphRunner, target: str) -> None:
        self._reader = reader
        self._runner = runner
        self._target = target

    async def parse(self, message: UserMessage) -> dict[str, Any]:
        reading = await self._reader.read(message.text)
        read = Message(reading, output_properties=set(reading))
        finished = self._runner.run({self._runner.classifier: [read]}, [self._target])[self._target][0]
        parsed: dict[str, Any] = finished.as_dict(only_output_properties=True)
        return parsed
