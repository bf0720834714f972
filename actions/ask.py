"""The goal « demander »: a question answered from the territory, with source and date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.clarify import clarified
from actions.expectation import keep_topic
from actions.locating import locate
from actions.official import answer_officially
from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance
from bot.knowledge.answers import answer
from bot.knowledge.elsewhere import body_in_charge
from bot.territory.position import Position
from bot.territory.routing import district_of

LEAST = 0.35
NOWHERE: Mapping[str, Any] = {}


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
            return clarified(turn, dispatcher, tracker)
        say_answer(turn, dispatcher, topic, utterance.text, _place(turn, tracker))
        return [keep_topic(turn, topic), SlotSet("tries", None)]


class NotOurs(TurnAction):
    """Say that the town hall does not deal with it, and who does."""

    def name(self) -> str:
        return "action_not_ours"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        body = body_in_charge(utterance.text)
        if body is None:
            if not answer_officially(turn, dispatcher, utterance):
                dispatcher.utter_message(response="utter_hors_sujet")
            return []
        phone = f" au {body.phone}" if body.phone else ""
        dispatcher.utter_message(
            response="utter_not_the_town", body=body.name, phone=phone, json_message={"link": body.link}
        )
        return []


def say_answer(
    turn: Turn, dispatcher: CollectingDispatcher, topic: str, question: str, place: Mapping[str, Any] = NOWHERE
) -> None:
    """Say what the territory knows of a topic of its own, at this place when it depends on it."""
    told = {"district": _district(turn, place), "street": place.get("street")}
    found = answer(turn.territory, topic, turn.local_now, question, **told)
    link = found.links[0].url if found.links else None
    dispatcher.utter_message(response="utter_answer", answer=found.text, json_message={"link": link} if link else {})


def _place(turn: Turn, tracker: Tracker) -> Mapping[str, Any]:
    """The place in the question, else that of the report in progress; empty without any."""
    return locate(turn, read_utterance(tracker)).place or tracker.slots.get("place") or {}


def _district(turn: Turn, place: Mapping[str, Any]) -> str | None:
    if place.get("latitude") is None:
        return None
    found = district_of(turn.territory, Position(place["latitude"], place["longitude"]))
    return found.code if found else None
