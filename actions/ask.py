"""The goal « demander »: a question answered from the territory, with source and date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.clarify import clarified
from actions.elsewhere import refer
from actions.expectation import keep_topic
from actions.locating import locate
from actions.official import answer_officially
from actions.turn import Events, Turn, TurnAction
from actions.utterance import Utterance, read_utterance
from bot.knowledge.answers import answer
from bot.knowledge.words import concepts
from bot.territory.position import Position
from bot.territory.routing import district_of

LEAST = 0.35
SURE, POSSIBLE = 0.5, 0.15
NOWHERE: Mapping[str, Any] = {}


class AnswerQuestion(TurnAction):
    """Answer on the topic that was understood; offer topics when none is clear."""

    def name(self) -> str:
        return "action_answer_question"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        topic = utterance.choice.get("topic") or _topic_named(turn, utterance) or utterance.code
        known = turn.territory.topics.get(topic)
        is_clear = known is not None and (topic != utterance.code or utterance.confidence >= LEAST)
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
        if not refer(dispatcher, utterance.text) and not answer_officially(turn, dispatcher, utterance):
            dispatcher.utter_message(response="utter_hors_sujet")
        return []


def say_answer(
    turn: Turn, dispatcher: CollectingDispatcher, topic: str, question: str, place: Mapping[str, Any] = NOWHERE
) -> None:
    """Say what the territory knows of a topic of its own, at this place when it depends on it."""
    told = {"district": _district(turn, place), "street": place.get("street")}
    found = answer(turn.territory, topic, turn.local_now, question, **told)
    link = found.links[0].url if found.links else None
    dispatcher.utter_message(response="utter_answer", answer=found.text, json_message={"link": link} if link else {})


def _topic_named(turn: Turn, utterance: Utterance) -> str | None:
    """Of the topics that the model hesitates between, the only one whose title or keywords are in the words."""
    if utterance.confidence >= SURE:
        return None
    said = concepts(utterance.text)
    likely = [code for code in utterance.codes("demander", POSSIBLE) if code in turn.territory.topics]
    topics = [turn.territory.topics[code] for code in likely]
    named = [topic.code for topic in topics if said & concepts(" ".join((topic.title, *topic.keywords)))]
    return named[0] if len(named) == 1 else None


def _place(turn: Turn, tracker: Tracker) -> Mapping[str, Any]:
    """The place in the question, else that of the report in progress; empty without any."""
    return locate(turn, read_utterance(tracker)).place or tracker.slots.get("place") or {}


def _district(turn: Turn, place: Mapping[str, Any]) -> str | None:
    if place.get("latitude") is None:
        return None
    found = district_of(turn.territory, Position(place["latitude"], place["longitude"]))
    return found.code if found else None
