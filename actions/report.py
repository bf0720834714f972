"""The goal « signaler »: the report form, driven by the commune's catalogue.

`validate_report_form` reads each message into the draft and says what to ask next; the
`action_ask_…` actions ask it; `action_record_report` records what was agreed to.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from typing import Any

from rasa_sdk import ActionExecutionRejection, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import report_answers
from actions.locating import spoken, words_of
from actions.report_draft import ATTRIBUTES, KIND, PLACE, ReportDraft, read_draft
from actions.turn import Events, Turn, TurnAction, until
from actions.utterance import read_utterance
from bot.requests.register import record
from bot.requests.service_request import ServiceRequest

FORM = "report_form"


class ValidateReportForm(TurnAction):
    """Read the latest message into the draft; reject it when it is about something else."""

    def name(self) -> str:
        return "validate_report_form"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        draft, requested = read_draft(tracker), tracker.slots.get("requested_slot")
        utterance = read_utterance(tracker)
        if requested is None:
            heard = report_answers.first_words(turn, draft, utterance)
        elif _comes_back(tracker):
            heard = draft
        else:
            answer = report_answers.answer(turn, draft, requested, utterance)
            if answer is None:
                raise ActionExecutionRejection(FORM)
            heard = answer
        _acknowledge(turn, dispatcher, draft, heard)
        return [*heard.events_after(draft), SlotSet("requested_slot", heard.next_slot(turn.territory))]


class Ask(TurnAction):
    """A question of the form; kept for later when the message was of danger, or a goodbye."""

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if read_utterance(tracker).intent not in ("urgence", "dire_au_revoir"):
            self.ask(turn, dispatcher, read_draft(tracker))
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
        buttons.append(_button("Autre chose", KIND, "autre_signalement"))
        dispatcher.utter_message(response="utter_ask_service_code_choice", buttons=buttons)


class AskPlace(Ask):
    """Ask where it is, or which of several places."""

    def name(self) -> str:
        return "action_ask_report_form_place"

    def ask(self, turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> None:
        proposals = draft.proposals or ()
        if not proposals:
            dispatcher.utter_message(**(draft.asking or {"response": "utter_ask_report_form_place"}))
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
            buttons=[_skip_button()],
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
            buttons.append(_skip_button())
        dispatcher.utter_message(response="utter_ask_question", question=question.text, buttons=buttons)


class AskConsent(Ask):
    """Show what was understood and ask whether to send it."""

    def name(self) -> str:
        return "action_ask_report_form_consent"

    def ask(self, turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> None:
        service = draft.service(turn.territory)
        if draft.asking:
            dispatcher.utter_message(**draft.asking)
            return
        dispatcher.utter_message(
            response="utter_ask_report_form_consent",
            service=service.name if service else "",
            place=spoken(turn, draft.full_place().words()),
            answers=report_answers.answers_in_words(turn, draft),
        )


class RecordReport(TurnAction):
    """Record what the resident agreed to, say what happens next, and go on with what else was said."""

    def name(self) -> str:
        return "action_record_report"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        draft = read_draft(tracker)
        if not draft.consent:
            dispatcher.utter_message(**(draft.asking or {"response": "utter_report_cancelled"}))
            return ReportDraft().events_after(draft)
        new = draft.as_new_request(turn.conversation_id)
        request = record(turn.connection, turn.territory, new, turn.now)
        _say_recorded(turn, dispatcher, request)
        kept = [SlotSet("last_reference", request.reference)]
        if not draft.pending:
            return [*ReportDraft().events_after(draft), *kept]
        following = report_answers.next_draft(turn, draft)
        dispatcher.utter_message(response="utter_next_report", words=draft.pending[0]["text"])
        return [*following.events_after(draft), *kept, FollowupAction(FORM)]


class CancelReport(TurnAction):
    """Give up the report in progress."""

    def name(self) -> str:
        return "action_cancel_report"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        started = tracker.active_loop_name == FORM
        dispatcher.utter_message(response="utter_report_cancelled" if started else "utter_nothing_to_cancel")
        return _emptied(tracker)


class StartOver(TurnAction):
    """Forget the report in progress and begin again."""

    def name(self) -> str:
        return "action_start_over"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        dispatcher.utter_message(response="utter_started_over")
        return _emptied(tracker)


def _emptied(tracker: Tracker) -> Events:
    return [SlotSet("requested_slot", None), *ReportDraft().events_after(read_draft(tracker))]


def _acknowledge(turn: Turn, dispatcher: CollectingDispatcher, before: ReportDraft, after: ReportDraft) -> None:
    """Say what was heard beside the answer: a photo, another problem, a kind that may be dangerous."""
    service = after.service(turn.territory)
    if service and after.service_code != before.service_code and service.danger == "likely" and service.danger_advice:
        dispatcher.utter_message(response="utter_danger_advice", advice=service.danger_advice)
    if len(after.media or ()) > len(before.media or ()):
        dispatcher.utter_message(response="utter_photo_kept")
    if len(after.pending or ()) > len(before.pending or ()):
        dispatcher.utter_message(response="utter_other_noted", words=(after.pending or ())[-1]["text"])


def _comes_back(tracker: Tracker) -> bool:
    """Whether the form resumes after it rejected this same message (a digression was answered)."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action_execution_rejected":
            return True
    return False


def _say_recorded(turn: Turn, dispatcher: CollectingDispatcher, request: ServiceRequest) -> None:
    service = turn.territory.services[request.service_code]
    expected = (request.expected_at or turn.now).astimezone(turn.territory.timezone)
    dispatcher.utter_message(response="utter_report_recorded", reference=request.reference, department=request.agency)
    dispatcher.utter_message(
        response="utter_what_happens_next",
        next_step=service.next_step,
        date=until(turn, expected),
    )


def _button(title: str, entity: str, value: Any) -> dict[str, str]:
    return {"title": title, "payload": f"/choisir{json.dumps({entity: value}, ensure_ascii=False)}"}


def _skip_button() -> dict[str, str]:
    return {"title": "Je ne sais pas", "payload": "/passer"}
