"""Duplicates: an open request of the same kind close by, shown before another one is made."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from actions.report_another import DIFFERENT
from actions.report_attribute import SURE
from actions.report_draft import ATTRIBUTES, CONSENT, ReportDraft
from actions.turn import Turn
from actions.utterance import Utterance
from bot.knowledge.dates import full_date, short_date, weekday
from bot.requests.additions import follow
from bot.requests.duplicates import open_requests_near
from bot.requests.service_request import RequestHead

OTHER_ONE = re.compile(r"\bautre\b|\bdiff[eé]rent|\bpas (?:le|la) m[eê]me|\bpas celui", re.IGNORECASE)
SAME_ONE = re.compile(r"\bm[eê]me\b|\bpareil\b|\bcelui[- ]l[aà]\b|\bc['’ ]?est [cç]a\b|\btenez[- ]moi\b", re.IGNORECASE)


def with_nearby(turn: Turn, draft: ReportDraft) -> ReportDraft:
    """The draft with the open request that it may repeat, looked for once the kind and the place are known."""
    if draft.same_as is not None or draft.next_slot(turn.territory) not in (ATTRIBUTES, CONSENT):
        return draft
    near = open_requests_near(turn.connection, turn.territory, str(draft.service_code), draft.full_place(), turn.now)
    return replace(draft, same_as=near[0].reference if near else DIFFERENT)


def read_same(_turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """Only a clear yes joins the other request; what stays unclear is another problem."""
    if utterance.intent == "nier" or OTHER_ONE.search(utterance.text):
        return draft.progressed(same_as=DIFFERENT)
    agreed = utterance.intent == "affirmer" and utterance.intent_confidence >= SURE
    if agreed or SAME_ONE.search(utterance.text):
        return draft.progressed(consent=True)
    if utterance.intent not in ("passer", "nlu_fallback"):
        draft = draft.with_detail(utterance.text)
    return draft.progressed(same_as=DIFFERENT) if draft.tries else draft.stumbled()


def join(turn: Turn, draft: ReportDraft) -> RequestHead:
    """Add the resident's voice, words and photos to the open request.

    Raises:
        RequestUnknown: it is gone; nothing is changed.
    """
    return follow(
        turn.connection, str(draft.same_as), turn.conversation_id, turn.now, draft.words(), tuple(draft.media or ())
    )


def since(day: date, today: date) -> str:
    """« aujourd’hui », « hier », « mardi » (in the six days before), or « le 3 novembre »."""
    if today - day < timedelta(2):
        return "aujourd’hui" if day == today else "hier"
    if today - day < timedelta(7):
        return weekday(day)
    return f"le {short_date(day, today)}" if today - day < timedelta(300) else f"le {full_date(day, today)}"
