"""The goal « signaler »: the report form, driven by the commune's catalogue.

`validate_report_form` reads each message into the draft and says what to ask next; the actions of
`report_questions` ask it; `action_record_report` records what was agreed to.
"""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import ActionExecutionRejection, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import report_answers
from actions.expectation import TOPIC_SLOT
from actions.locating import words_of
from actions.report_another import next_draft, plainly
from actions.report_attribute import with_answers_told
from actions.report_consent import ASK_DETAIL
from actions.report_draft import CONSENT, KIND, PLACE, PLACE_DETAIL, ReportDraft, read_draft
from actions.report_leaving import recalled
from actions.report_same import join, with_nearby
from actions.report_several import may_tell_more
from actions.turn import Events, Turn, TurnAction, until
from actions.utterance import comes_back, read_utterance
from bot.requests.contacts import keep_contact
from bot.requests.register import record
from bot.requests.service_request import RequestHead, ServiceRequest
from bot.territory.operators import operator_of

FORM = "report_form"


class ValidateReportForm(TurnAction):
    """Read the latest message into the draft; reject it when it is about something else."""

    def name(self) -> str:
        return "validate_report_form"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        draft, requested = read_draft(tracker), tracker.slots.get("requested_slot")
        heard = _heard(turn, tracker, draft, requested)
        if requested and draft.was_left(turn.now) and not draft.asks(ASK_DETAIL) and _brings_nothing(draft, heard):
            heard = recalled(draft, _subject(turn, draft))
        if heard.service_code != draft.service_code or heard.words() != draft.words():
            heard = with_answers_told(turn, heard)
        heard = replace(with_nearby(turn, heard), seen_at=turn.now.isoformat())
        _acknowledge(turn, dispatcher, draft, heard, requested)
        return [*heard.events_after(draft), SlotSet("requested_slot", heard.next_slot(turn.territory))]


def _heard(turn: Turn, tracker: Tracker, draft: ReportDraft, requested: str | None) -> ReportDraft:
    """The draft after the latest message.

    Raises:
        ActionExecutionRejection: the message is about something else, which is answered first.
    """
    utterance = read_utterance(tracker)
    if requested is None:
        return report_answers.first_words(turn, draft, utterance, tracker.slots.get("last_reference"))
    if comes_back(tracker):
        # After a danger nothing said in passing may be taken for an answer to what was asked before it.
        return recalled(draft, _subject(turn, draft)) if utterance.intent == "urgence" else draft
    answer = report_answers.answer(turn, draft, requested, utterance)
    if answer is None:
        raise ActionExecutionRejection(FORM)
    return answer


def _brings_nothing(before: ReportDraft, after: ReportDraft) -> bool:
    """Whether a message changed nothing of the report itself, but for words beside it or a wish to leave it."""
    beside = {"added": None, "asking": None, "tries": None, "proposals": None}
    return replace(before, **beside) == replace(after, **beside)


class RecordReport(TurnAction):
    """Record what the resident agreed to, say what happens next, and go on with what else was said."""

    def name(self) -> str:
        return "action_record_report"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        draft = read_draft(tracker)
        kept: Events = []
        if not draft.consent:
            dispatcher.utter_message(**(draft.asking or {"response": "utter_report_cancelled"}))
        else:
            kept = [SlotSet("last_reference", _recorded(turn, dispatcher, draft).reference), SlotSet(TOPIC_SLOT, None)]
        if not draft.pending:
            if draft.consent and may_tell_more(draft.description or ""):
                dispatcher.utter_message(response="utter_if_forgotten")
            return [*ReportDraft().events_after(draft), *kept]
        dispatcher.utter_message(response="utter_next_report", words=plainly(draft.pending[0]["text"]))
        return [*next_draft(turn, draft).events_after(draft), *kept, FollowupAction(FORM)]


class StartOver(TurnAction):
    """Forget what was kept for a report to come, and begin again."""

    def name(self) -> str:
        return "action_start_over"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        dispatcher.utter_message(response="utter_started_over")
        return ReportDraft().events_after(read_draft(tracker))


def _recorded(turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> RequestHead:
    """The new request, or the open one that the resident joins; say what happens next."""
    if draft.same_as:
        request = join(turn, draft)
        if told := draft.told_contact():
            keep_contact(turn.connection, request.reference, turn.conversation_id, told, turn.now)
        dispatcher.utter_message(response="utter_report_joined", reference=request.reference)
        return request
    request = record(turn.connection, turn.territory, draft.as_new_request(turn.conversation_id), turn.now)
    _say_recorded(turn, dispatcher, request)
    return request


def _acknowledge(
    turn: Turn, dispatcher: CollectingDispatcher, before: ReportDraft, after: ReportDraft, requested: str | None
) -> None:
    """Say what was heard beside the answer: a photo, another problem, a kind that may be dangerous."""
    service = after.service(turn.territory)
    if service and after.service_code != before.service_code and service.danger == "likely" and service.danger_advice:
        dispatcher.utter_message(response="utter_danger_advice", advice=service.danger_advice)
    if len(after.media or ()) > len(before.media or ()):
        dispatcher.utter_message(response="utter_photo_kept")
    if after.contact and after.contact != before.contact:
        dispatcher.utter_message(response="utter_contact_kept", contact=", ".join(after.told_contact().values()))
    if len(after.pending or ()) > len(before.pending or ()):
        dispatcher.utter_message(response="utter_other_noted", words=plainly((after.pending or ())[-1]["text"]))
    corrected = _corrected(turn, before, after)
    if corrected and requested not in (None, KIND, PLACE, PLACE_DETAIL):
        dispatcher.utter_message(response="utter_noted", words=corrected)


def _corrected(turn: Turn, before: ReportDraft, after: ReportDraft) -> str:
    """What the message put in place of what was known, unless the summary is about to show it."""
    if after.next_slot(turn.territory) in (None, PLACE, PLACE_DETAIL, CONSENT):
        return ""
    service = after.service(turn.territory)
    changed = [service.name] if service and before.service_code not in (None, after.service_code) else []
    if before.place and after.place and words_of(turn, before.place) != words_of(turn, after.place):
        changed.append(words_of(turn, after.place))
    return ", ".join(changed)


def _subject(turn: Turn, draft: ReportDraft) -> str:
    """What the report is about, in a few words."""
    service = draft.service(turn.territory)
    told = [service.name if service else "", words_of(turn, draft.place or {})]
    return ", ".join(filter(None, told)) or (draft.description or "un problème")[:80]


def _say_recorded(turn: Turn, dispatcher: CollectingDispatcher, request: ServiceRequest) -> None:
    service = turn.territory.services[request.service_code]
    expected = (request.expected_at or turn.now).astimezone(turn.territory.timezone)
    page = turn.links.page(request.reference, turn.conversation_id) if turn.links else None
    operator = operator_of(turn.territory, request.agency)
    dispatcher.utter_message(
        response="utter_report_forwarded" if operator else "utter_report_recorded",
        reference=request.reference,
        department=(operator.called or operator.name) if operator else request.agency,
        json_message={"link": page} if page else {},
    )
    dispatcher.utter_message(
        response="utter_what_happens_next",
        next_step=service.next_step,
        date=until(turn, expected),
    )
