"""Custom actions run in this process, called directly.

Rasa posts the whole tracker as JSON to an action server, and checks a constant JSON schema at each
answer: together half of a turn. Here the action gets the same view of the tracker and gives back the
same events and responses, without the post.
"""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import ActionExecutionRejection as SdkRejection
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

_KINDS: dict[str, type[Event]] = {kind.type_name: kind for kind in all_subclasses(Event)}


class InProcessActions(EndpointConfig):  # type: ignore[misc]
    """The action endpoint of an agent whose actions live in this process.

    `failure` keeps the exception of an action: Rasa logs it and goes on, whereas a turn that lost an
    action's work must be undone.
    """

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url="in-process")
        self._executor = ActionExecutor()
        self._executor.register_package(package)
        self.failure: BaseException | None = None

    async def call(self, name: str, tracker: DialogueStateTracker) -> tuple[list[Any], list[dict[str, Any]]]:
        """Run an action; return its events, as JSON objects, and its responses."""
        dispatcher = CollectingDispatcher()
        try:
            events = await self._executor.actions[name](dispatcher, _view(tracker), {})
        except SdkRejection as rejection:
            raise ActionExecutionRejection(name) from rejection
        except Exception as error:
            self.failure = error
            raise
        return list(events or []), dispatcher.messages


async def _run(
    self: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    """In place of `RemoteAction.run`, when the endpoint is in this process."""
    if not isinstance(self.action_endpoint, InProcessActions):
        posted: list[Event] = await _post(self, output_channel, nlg, tracker, domain)
        return posted
    events, responses = await self.action_endpoint.call(self.name(), tracker)
    said = await self._utter_responses(responses, output_channel, nlg, tracker)
    return [*said, *map(_event, events)]


def _event(parameters: dict[str, Any]) -> Event:
    """The event that an action wrote; Rasa looks through all its classes for each."""
    event: Event = _KINDS[parameters["event"]]._from_parameters(parameters)
    return event


def _view(tracker: DialogueStateTracker) -> Tracker:
    """What an action sees of the tracker: slots, the latest message and the events of this turn."""
    message = tracker.latest_message
    latest = {**message.parse_data, "metadata": message.metadata} if message else {}
    return Tracker(
        tracker.sender_id,
        tracker.current_slot_values(),
        latest,
        _events_of_turn(tracker),
        tracker.is_paused(),
        tracker.followup_action,
        {"name": tracker.active_loop_name} if tracker.active_loop_name else {},
        tracker.latest_action_name,
    )


def _events_of_turn(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """The latest message and what came after it, each with at least its kind."""
    events = []
    for event in reversed(tracker.events):
        events.append({"event": event.type_name, "name": getattr(event, "action_name", None)})
        if event.type_name == "user":
            break
    return events[::-1]


_post = RemoteAction.run
RemoteAction.run = _run
