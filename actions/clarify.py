"""What was not understood: what it may mean, then a person, then examples; never the same sentence twice."""

from __future__ import annotations

import json
import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.elsewhere import refer
from actions.official import answer_officially
from actions.report_another import follows_another
from actions.report_kind import OTHER
from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance

FORM = "report_form"
MOST_CHOICES = 3
POSSIBLE = 0.08
ANNOUNCED = re.compile(r"\b(?:un signalement|signaler|declarer un|déclarer un)\b", re.IGNORECASE)
STEPS = ("utter_default", "utter_clarify_person", "utter_clarify_examples")


class Clarify(TurnAction):
    """Say that the message was not understood, each time in another way."""

    def name(self) -> str:
        return "action_clarify"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        words = read_utterance(tracker).text
        if ANNOUNCED.search(words) or (tracker.slots.get("last_reference") and follows_another(words)):
            return [FollowupAction(FORM)]
        return answer_officially(turn, dispatcher, read_utterance(tracker)) or clarified(turn, dispatcher, tracker)


def clarified(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Offer the likeliest kinds and topics; after a failure a person, then examples of what to write."""
    if refer(dispatcher, read_utterance(tracker).text):
        return [SlotSet("tries", None)]
    failures, utterance = int(tracker.slots.get("tries") or 0), read_utterance(tracker)
    likely = [candidate.label for candidate in utterance.ranking if candidate.confidence >= POSSIBLE]
    buttons = [button for label in likely if (button := _choice(turn, label)) is not None]
    if buttons and not failures:
        dispatcher.utter_message(response="utter_clarify", buttons=buttons[:MOST_CHOICES])
    else:
        dispatcher.utter_message(response=STEPS[failures % len(STEPS)])
    if tracker.active_loop_name:
        return []
    return [SlotSet("tries", (failures + 1) % len(STEPS)), SlotSet("description", utterance.text)]


def _choice(turn: Turn, label: str) -> dict[str, str] | None:
    intent, _, code = label.partition("/")
    if intent == "signaler" and code in turn.territory.services and code != OTHER:
        return _button(turn.territory.services[code].name, "service_code", code)
    if intent == "demander" and code in turn.territory.topics:
        return _button(turn.territory.topics[code].title, "topic", code)
    return None


def _button(title: str, entity: str, value: str) -> dict[str, str]:
    intent = "choisir_sujet" if entity == "topic" else "choisir"
    return {"title": title, "payload": f"/{intent}{json.dumps({entity: value})}"}
