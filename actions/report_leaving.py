"""Leaving a report: giving it up, beginning again, or coming back to it after a long pause."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.report_attribute import SURE
from actions.report_consent import ASK_CHANGE, approves
from actions.report_draft import ReportDraft
from actions.utterance import Utterance

CANCEL, RESTART, RESUME = "utter_confirm_cancel", "utter_confirm_restart", "utter_resume"
CANCELLED, STARTED_OVER = "utter_report_cancelled", "utter_started_over"
# Erasing one's data is asked for by actions/privacy.py; a refusal goes on with the report.
ASK_ERASE, ASK_ERASE_REPORT, ASK_ERASE_WHICH = "utter_ask_erase", "utter_ask_erase_report", "utter_ask_erase_which"
# The question on show, and what is said when the answer is to leave.
QUESTIONS = {
    CANCEL: CANCELLED,
    RESTART: STARTED_OVER,
    RESUME: CANCELLED,
    ASK_ERASE_REPORT: CANCELLED,
    ASK_ERASE_WHICH: CANCELLED,
}
# Said so, it is never an agreement, whatever else the message sounds like.
GIVING_UP = re.compile(r"^(?!.*\bpas\b).*\b(?:abandonne[rz]?|annule[rz]?|laisse[rz]? tomber)\b", re.IGNORECASE)
MISTAKEN = re.compile(r"\b(?:tromp\w+|erreur|corrig\w*|modifi\w*|chang\w*)\b", re.IGNORECASE)
GOING_ON = re.compile(r"^(?!.*\bpas\b).*\b(?:continu\w+|reprend\w*|reprenons|poursui\w+)\b", re.IGNORECASE)
WISHES = {"annuler": CANCEL, "recommencer": RESTART}


def read_leaving(draft: ReportDraft, utterance: Utterance) -> ReportDraft | None:
    """The draft given up, or about to be once it is confirmed; None when the message is not about that."""
    wish = WISHES.get(utterance.intent) if utterance.intent_confidence >= SURE else None
    if wish is None and GIVING_UP.search(utterance.text) and not draft.asks(*QUESTIONS):
        wish = CANCEL
    if draft.asks(*QUESTIONS):
        return _confirmed(draft, utterance, wish)
    if wish is None:
        return None
    return replace(draft, asking={"response": wish}) if draft.is_worth_keeping() else given_up(draft, wish)


def given_up(draft: ReportDraft, wish: str) -> ReportDraft:
    """The draft that will not be recorded."""
    kept = draft.pending if wish != RESTART else None
    return draft.progressed(consent=False, pending=kept, asking={"response": QUESTIONS[wish]})


def recalled(draft: ReportDraft, what: str) -> ReportDraft:
    """The draft with the question whether to go on with it; `what` says what it is about."""
    return replace(draft, asking={"response": RESUME, "what": what})


def _confirmed(draft: ReportDraft, utterance: Utterance, wish: str | None) -> ReportDraft | None:
    asked = str((draft.asking or {})["response"])
    if GOING_ON.search(utterance.text) or approves(utterance):
        return replace(draft, asking=None, tries=None)
    if MISTAKEN.search(utterance.text):
        return replace(draft, asking={"response": ASK_CHANGE}, tries=None)
    if asked == ASK_ERASE_WHICH and utterance.intent == "affirmer":
        return draft
    leaves = "nier" if asked == RESUME else "affirmer"
    if wish or utterance.intent == leaves:
        return given_up(draft, wish or asked)
    if utterance.intent in ("affirmer", "nier", "passer"):
        return replace(draft, asking=None, tries=None)
    return None
