"""Rasa's message processor without what costs a turn time and changes nothing in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.graph import GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecutionRejected, Event
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from connectors.dialogue.rules import RememberingRulePolicy
from nlu.graph_runner import PlainGraphRunner


def _copy(slot: Slot) -> Slot:
    """The copy that `copy.copy` makes, without its search for a way: a turn copies a hundred slots."""
    copied = object.__new__(type(slot))
    copied.__dict__.update(slot.__dict__)
    return copied


Slot.__copy__ = _copy


class TurnGraphRunner(PlainGraphRunner):
    """Runs the graph without dask, its rules read by a policy that remembers."""

    @classmethod
    def create(cls, graph_schema: GraphSchema, *arguments: Any, **options: Any) -> PlainGraphRunner:
        nodes = {
            name: replace(node, uses=RememberingRulePolicy) if node.uses is RulePolicy else node
            for name, node in graph_schema.nodes.items()
        }
        return super().create(GraphSchema(nodes), *arguments, **options)


class TurnProcessor(MessageProcessor):  # type: ignore[misc]
    """Handles one message at a time within a turn of ours."""

    runner = TurnGraphRunner

    @classmethod
    def _load_model(cls, model_path: str | Path) -> tuple[str, Any, PlainGraphRunner]:
        path = Path(model_path)
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(Path(folder), path, LocalModelStorage, cls.runner)
        return path.name, metadata, runner

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Nothing: the data check has seen that the domain knows every label and entity."""

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Nothing: every slot has the mapping `custom`, filled by actions alone."""
        return tracker

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Run an action on a copy of the tracker, as Rasa does; waiting for the resident needs none."""
        if action.name() == ACTION_LISTEN_NAME:
            self._log_action_on_tracker(tracker, action, [], prediction)
            return False
        goes_on: bool = await super()._run_action(action, tracker, output_channel, nlg, prediction)
        return goes_on

    def _log_action_on_tracker(
        self, tracker: DialogueStateTracker, action: Action, events: list[Event] | None, prediction: PolicyPrediction
    ) -> None:
        """Tell the tracker what an action did; Rasa copies every event for its debug log besides."""
        events = events or []
        if not any(isinstance(event, ActionExecutionRejected) for event in events):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)
