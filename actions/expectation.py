"""What the next message is expected to be, and which topic it may go on with: kept for half an hour in slots."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet

from actions.turn import Turn

EXPECTED_SLOT, TOPIC_SLOT = "expected", "topic"
# Topics that are not the territory's: where requests stand, what an official sheet says, which data are kept.
FOLLOW_UP, SHEET, MY_DATA = "suivi", "fiche", "donnees"
# The entities that tell an action that the message is what was asked for, and what the topic was about.
EXPECTED, KEPT_PLACE, KEPT_OFFICE = "attendu", "lieu_garde", "accueil_garde"


def expect(turn: Turn, intent: str, **values: Any) -> dict[str, Any]:
    """The event that has the next message read as `intent`, with these entity values."""
    event: dict[str, Any] = SlotSet(EXPECTED_SLOT, {"intent": intent, "values": values, "at": turn.now.isoformat()})
    return event


def keep_topic(turn: Turn, code: str, **values: Any) -> dict[str, Any]:
    """The event that keeps the topic of the conversation, with what the next question on it needs."""
    event: dict[str, Any] = SlotSet(TOPIC_SLOT, {"code": code, "at": turn.now.isoformat(), **values})
    return event
