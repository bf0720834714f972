"""The questions of the report form, each asked in its turn."""

from __future__ import annotations

import json
from abc import abstractmethod
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.locating import spoken, words_of
from actions.report_answers import answers_in_words
from actions.report_attribute import SKIP
from actions.report_draft import ATTRIBUTES, KIND, PLACE, SAME, ReportDraft, read_draft
from actions.report_kind import OTHER
from actions.report_leaving import QUESTIONS
from actions.report_same import since
from actions.turn import Events, Turn, TurnAction
from actions.utterance import comes_back, read_utterance
from bot.requests.register import get_head

MOST_STUMBLES = 2


# After these, the same question at once would be one too many.
SILENT = ("urgence", "dire_au_revoir", "patienter")


class Ask(TurnAction):
    """A question of the form; kept for later when the message was of danger, a goodbye, or asked for a moment."""

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if read_utterance(tracker).intent in SILENT and comes_back(tracker):
            return []
        draft = read_draft(tracker)
        if (draft.tries or 0) >= MOST_STUMBLES and not draft.asks(*QUESTIONS) and not comes_back(tracker):
            dispatcher.utter_message(response="utter_stuck")
        if draft.asking:
            dispatcher.utter_message(**draft.asking)
        else:
            self.ask(turn, dispatcher, draft)
        return []

    @abstractmethod
    def ask(self, turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> None:
        """Put the question to the resident."""


class AskKind(Ask):
    """Ask what is wrong, with the likely kinds in the catalogue's words."""

    def name(self) -> str:
        return "action_ask_report_form_service_code"

    def ask(self, turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> None:
        services = [turn.territory.services[code] for code in draft.proposals or ()]
        if not services:
            dispatcher.utter_message(response="utter_ask_service_code_open")
            return
        buttons = [_button(service.name, KIND, service.code) for service in services]
        buttons.append(_button("Autre chose", KIND, OTHER))
        dispatcher.utter_message(response="utter_ask_service_code_choice", buttons=buttons)


class AskPlace(Ask):
    """Ask where it is, or which of several places."""

    def name(self) -> str:
        return "action_ask_report_form_place"

    def ask(self, turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> None:
        proposals = draft.proposals or ()
        if not proposals:
            dispatcher.utter_message(response="utter_ask_report_form_place")
            return
        buttons = [_button(words_of(turn, place), PLACE, index) for index, place in enumerate(proposals)]
        buttons.append(_button("Un autre endroit", PLACE, -1))
        dispatcher.utter_message(response="utter_ask_place_choice", buttons=buttons)


class AskPlaceDetail(Ask):
    """Ask where in the street."""

    def name(self) -> str:
        return "action_ask_report_form_place_detail"

    def ask(self, turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> None:
        dispatcher.utter_message(
            response="utter_ask_report_form_place_detail",
            words=words_of(turn, draft.place or {}),
            buttons=[SKIP],
        )


class AskSame(Ask):
    """Show the open request that this one may repeat."""

    def name(self) -> str:
        return "action_ask_report_form_same_as"

    def ask(self, turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> None:
        request = get_head(turn.connection, str(draft.same_as))
        zone = turn.territory.timezone
        dispatcher.utter_message(
            response="utter_ask_report_form_same_as",
            service=turn.territory.services[request.service_code].name,
            place=_at(spoken(turn, request.place.words_for_all())),
            since=since(request.requested_at.astimezone(zone).date(), turn.local_now.date()),
            buttons=[
                _button("C’est le même, tenez-moi au courant", SAME, request.reference),
                _button("C’est autre chose", SAME, ""),
            ],
        )


class AskAttribute(Ask):
    """Ask the next question of the service; one that is not required can be skipped."""

    def name(self) -> str:
        return "action_ask_report_form_attributes"

    def ask(self, turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> None:
        question = draft.open_question(turn.territory)
        if question is None:
            return
        buttons = [_button(value.name, ATTRIBUTES, value.key) for value in question.values]
        if not question.required:
            buttons.append(SKIP)
        dispatcher.utter_message(response="utter_ask_question", question=question.text, buttons=buttons)


class AskConsent(Ask):
    """Show what was understood and ask whether to send it."""

    def name(self) -> str:
        return "action_ask_report_form_consent"

    def ask(self, turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> None:
        service = draft.service(turn.territory)
        dispatcher.utter_message(
            response="utter_ask_report_form_consent",
            service=service.name if service else "",
            place=spoken(turn, draft.full_place().words()),
            answers=answers_in_words(turn, draft),
            buttons=[] if draft.contact else [{"title": "Laisser un contact", "payload": "/laisser_contact"}],
        )


def _at(place: str) -> str:
    """« au 14 rue Pasteur », but « rue Pasteur »."""
    return f"au {place}" if place[:1].isdigit() else place


def _button(title: str, entity: str, value: Any) -> dict[str, str]:
    return {"title": title, "payload": f"/choisir{json.dumps({entity: value}, ensure_ascii=False)}"}
