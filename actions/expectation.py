"""What the next message is expected to be, and which topic it may go on with: kept for half an hour in slots."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet

from actions.turn import Turn

EXPECTED_SLOT, TOPIC_SLOT = "expected", "topic"
# The topic of a conversation that was told where its requests stand.
FOLLOW_UP = "suivi"
# The entity that tells an action that the message is what was asked for.
EXPECTED = "attendu"


def expect(turn: Turn, intent: str, **values: Any) -> dict[str, Any]:
    """The event that has the next message read as `intent`, with these entity values."""
    event: dict[str, Any] = SlotSet(EXPECTED_SLOT, {"intent": intent, "values": values, "at": turn.now.isoformat()})
    return event


def keep_topic(turn: Turn, code: str) -> dict[str, Any]:
    """The event that keeps the topic of the conversation."""
    event: dict[str, Any] = SlotSet(TOPIC_SLOT, {"code": code, "at": turn.now.isoformat()})
    return event
