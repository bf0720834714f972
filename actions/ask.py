"""The goal « demander »: a question answered from the territory, with source and date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.clarify import clarified
from actions.elsewhere import refer
from actions.expectation import KEPT_OFFICE, KEPT_PLACE, keep_topic
from actions.locating import locate
from actions.official import answer_officially
from actions.report_another import is_report, next_draft, plainly
from actions.report_draft import ReportDraft, read_draft
from actions.report_several import others_told
from actions.turn import Events, Turn, TurnAction
from actions.utterance import Utterance, read_utterance
from bot.knowledge.answers import answer, office_named
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
        if official := answer_officially(turn, dispatcher, utterance, known if is_clear else None):
            return official
        if not is_clear:
            return clarified(turn, dispatcher, tracker)
        if topic == utterance.code and utterance.confidence < SURE and refer(dispatcher, utterance.text):
            return []
        place = _place(turn, utterance) or tracker.slots.get("place") or NOWHERE
        question = _question(turn, utterance)
        say_answer(turn, dispatcher, topic, question, place)
        office = office_named(turn.territory, question)
        kept = {"place": place or None, "office": office.called or office.name if office else None}
        return [keep_topic(turn, topic, **kept), SlotSet("tries", None), *_report_beside(turn, dispatcher, tracker)]


class NotOurs(TurnAction):
    """Say that the town hall does not deal with it, and who does."""

    def name(self) -> str:
        return "action_not_ours"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        if refer(dispatcher, utterance.text):
            return []
        official = answer_officially(turn, dispatcher, utterance)
        if not official:
            dispatcher.utter_message(response="utter_hors_sujet")
        return official


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


def _report_beside(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Begin the report of a problem that was told beside the question."""
    utterance = read_utterance(tracker)
    heard = tuple(filter(is_report, utterance.requests))
    named = others_told(turn.territory, utterance.text, "", tuple(utterance.values("adresse", "lieu")))
    told = heard or tuple(other for other in named if other["entities"])
    if not told or tracker.active_loop_name:
        return []
    dispatcher.utter_message(response="utter_next_report", words=plainly(told[0]["text"]))
    draft = next_draft(turn, ReportDraft(pending=told))
    return [*draft.events_after(read_draft(tracker)), FollowupAction("report_form")]


def _question(turn: Turn, utterance: Utterance) -> str:
    """The words, with the office of the question before when they name none: « et dimanche ? », of the pool."""
    before = next(filter(None, utterance.values(KEPT_OFFICE)), None)
    if before is None or office_named(turn.territory, utterance.text):
        return utterance.text
    return f"{utterance.text} {'horaires ' if utterance.values('moment') else ''}{before}"


def _place(turn: Turn, utterance: Utterance) -> Mapping[str, Any] | None:
    """The place in the question, else that of the question before on the same topic."""
    kept: list[Any] = utterance.values(KEPT_PLACE)
    return locate(turn, utterance).place or next(iter(kept), None)


def _district(turn: Turn, place: Mapping[str, Any]) -> str | None:
    if place.get("latitude") is None:
        return None
    found = district_of(turn.territory, Position(place["latitude"], place["longitude"]))
    return found.code if found else None
