"""The goal « demander »: a question answered from the territory, with source and date."""

from __future__ import annotations

import json

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.locating import locate
from actions.official import answer_officially
from actions.turn import Events, Turn, TurnAction
from actions.utterance import Utterance, read_utterance
from bot.knowledge.answers import answer
from bot.territory.position import Position
from bot.territory.routing import district_of

LEAST = 0.35


class AnswerQuestion(TurnAction):
    """Answer on the topic that was understood; offer topics when none is clear."""

    def name(self) -> str:
        return "action_answer_question"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        topic = utterance.choice.get("topic") or utterance.code
        known = turn.territory.topics.get(topic)
        is_clear = known is not None and (utterance.confidence >= LEAST or bool(utterance.choice))
        if answer_officially(turn, dispatcher, utterance, known if is_clear else None):
            return []
        if not is_clear:
            clarify(turn, dispatcher, utterance)
            return []
        found = answer(turn.territory, topic, turn.local_now, utterance.text, district=_district(turn, tracker))
        link = found.links[0].url if found.links else None
        dispatcher.utter_message(
            response="utter_answer", answer=found.text, json_message={"link": link} if link else {}
        )
        return [SlotSet("topic", topic)]


def _district(turn: Turn, tracker: Tracker) -> str | None:
    """The district of the address in the question, else of the report in progress."""
    place = locate(turn, read_utterance(tracker)).place or tracker.slots.get("place")
    if not place or place["latitude"] is None:
        return None
    found = district_of(turn.territory, Position(place["latitude"], place["longitude"]))
    return found.code if found else None


class Clarify(TurnAction):
    """The message was not understood: offer what it may mean, then a person."""

    def name(self) -> str:
        return "action_clarify"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        if answer_officially(turn, dispatcher, utterance):
            return [SlotSet("tries", None)]
        failures = int(tracker.slots.get("tries") or 0)
        if failures:
            dispatcher.utter_message(response="utter_clarify_person")
            return [SlotSet("tries", None)]
        clarify(turn, dispatcher, utterance)
        return [SlotSet("tries", failures + 1), SlotSet("description", utterance.text)]


def clarify(turn: Turn, dispatcher: CollectingDispatcher, utterance: Utterance) -> None:
    """Offer the likeliest kinds and topics, in the commune's words."""
    buttons = [button for candidate in utterance.ranking if (button := _choice(turn, candidate.label)) is not None]
    if buttons:
        dispatcher.utter_message(response="utter_clarify", buttons=buttons[:3])
    else:
        dispatcher.utter_message(response="utter_default")


def _choice(turn: Turn, label: str) -> dict[str, str] | None:
    intent, _, code = label.partition("/")
    if intent == "signaler" and code in turn.territory.services:
        return _button(turn.territory.services[code].name, "service_code", code)
    if intent == "demander" and code in turn.territory.topics:
        return _button(turn.territory.topics[code].title, "topic", code)
    return None


def _button(title: str, entity: str, value: str) -> dict[str, str]:
    intent = "choisir_sujet" if entity == "topic" else "choisir"
    return {"title": title, "payload": f"/{intent}{json.dumps({entity: value})}"}
