"""The goal « signaler »: the report form, driven by the commune's catalogue.

`validate_report_form` reads each message into the draft and says what to ask next; the
`action_ask_…` actions ask it; `action_record_report` records what was agreed to.
"""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import ActionExecutionRejection, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import report_answers
from actions.locating import spoken, words_of
from actions.report_draft import ATTRIBUTES, KIND, PLACE, ReportDraft, read_draft
from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance
from bot.knowledge.dates import full_date
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
        if not tracker.active_loop_name:
            heard = report_answers.first_words(turn, dispatcher, draft, utterance)
        elif _comes_back(tracker):
            heard = draft
        else:
            answer = report_answers.answer(turn, dispatcher, draft, requested or KIND, utterance)
            if answer is None:
                raise ActionExecutionRejection(FORM)
            heard = answer
        return [*heard.events_after(draft), SlotSet("requested_slot", heard.next_slot(turn.territory))]


class AskKind(TurnAction):
    """Ask what is wrong, with the likely kinds in the catalogue's words."""

    def name(self) -> str:
        return "action_ask_report_form_service_code"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        draft = read_draft(tracker)
        services = [turn.territory.services[code] for code in draft.proposals or ()]
        if not services:
            dispatcher.utter_message(response="utter_ask_service_code_open")
            return []
        buttons = [_button(service.name, KIND, service.code) for service in services]
        buttons.append(_button("Autre chose", KIND, "autre_signalement"))
        dispatcher.utter_message(response="utter_ask_service_code_choice", buttons=buttons)
        return []


class AskPlace(TurnAction):
    """Ask where it is, or which of several places."""

    def name(self) -> str:
        return "action_ask_report_form_place"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        draft = read_draft(tracker)
        proposals = draft.proposals or ()
        if not proposals:
            dispatcher.utter_message(**(draft.asking or {"response": "utter_ask_report_form_place"}))
            return []
        buttons = [_button(words_of(turn, place), PLACE, index) for index, place in enumerate(proposals)]
        buttons.append(_button("Un autre endroit", PLACE, -1))
        dispatcher.utter_message(response="utter_ask_place_choice", buttons=buttons)
        return []


class AskPlaceDetail(TurnAction):
    """Ask where in the street."""

    def name(self) -> str:
        return "action_ask_report_form_place_detail"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        dispatcher.utter_message(
            response="utter_ask_report_form_place_detail",
            words=words_of(turn, read_draft(tracker).place or {}),
            buttons=[_skip_button()],
        )
        return []


class AskAttribute(TurnAction):
    """Ask the next question of the service; one that is not required can be skipped."""

    def name(self) -> str:
        return "action_ask_report_form_attributes"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        question = read_draft(tracker).open_question(turn.territory)
        if question is None:
            return []
        buttons = [_button(value.name, ATTRIBUTES, value.key) for value in question.values]
        if not question.required:
            buttons.append(_skip_button())
        dispatcher.utter_message(response="utter_ask_question", question=question.text, buttons=buttons)
        return []


class AskConsent(TurnAction):
    """Show what was understood and ask whether to send it."""

    def name(self) -> str:
        return "action_ask_report_form_consent"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        draft = read_draft(tracker)
        service = draft.service(turn.territory)
        if draft.asking:
            dispatcher.utter_message(**draft.asking)
            return []
        dispatcher.utter_message(
            response="utter_ask_report_form_consent",
            service=service.name if service else "",
            place=spoken(turn, draft.full_place().words()),
            answers=report_answers.answers_in_words(turn, draft),
        )
        return []


class RecordReport(TurnAction):
    """Record what the resident agreed to, say what happens next, and go on with what else was said."""

    def name(self) -> str:
        return "action_record_report"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        draft = read_draft(tracker)
        if not draft.consent:
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
        date=full_date(expected.date(), turn.local_now.date()),
    )


def _button(title: str, entity: str, value: Any) -> dict[str, str]:
    return {"title": title, "payload": f"/choisir{json.dumps({entity: value}, ensure_ascii=False)}"}


def _skip_button() -> dict[str, str]:
    return {"title": "Je ne sais pas", "payload": "/passer"}
