"""The agreement on the summary, and what may be changed before it is given."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.locating import locate, search
from actions.report_attribute import SURE
from actions.report_draft import ReportDraft
from actions.report_place import with_number, with_place
from actions.turn import Turn
from actions.utterance import Utterance

ASK_DETAIL, ASK_CHANGE = "utter_ask_detail", "utter_ask_what_to_change"
LIKELY = 0.25
ADDITION = re.compile(r"\b(?:aussi|en plus|egalement|également|un autre|une autre)\b", re.IGNORECASE)


def read_consent(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """Only a clear yes to the summary itself is an agreement."""
    if draft.asks(ASK_DETAIL):
        return draft.with_detail(utterance.text)
    numbered = with_number(turn, draft, utterance)
    if numbered is not None:
        return numbered
    if draft.asks(ASK_CHANGE) and utterance.intent in ("affirmer", "nier", "passer"):
        return draft.progressed()
    if utterance.intent == "affirmer" and utterance.intent_confidence >= SURE:
        return draft.progressed(consent=True)
    if utterance.intent in ("nier", "passer"):
        return draft.progressed(asking={"response": ASK_CHANGE})
    return corrected(turn, draft, utterance)


def corrected(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """Replace what the message says anew: the place, the kind, or else a detail in its own words."""
    if ADDITION.search(utterance.text) and _other_kind(turn, draft, utterance, LIKELY):
        return _with_pending(draft, utterance)
    kind = _other_kind(turn, draft, utterance, SURE)
    if kind:
        draft = draft.progressed(service_code=kind, attributes=None)
    numbered = with_number(turn, draft, utterance)
    if numbered is not None:
        return numbered
    located = locate(turn, utterance)
    if located.words or located.place:
        return with_place(turn, replace(draft, replacing=True), located)
    unannotated = search(turn, utterance.text)
    if unannotated.place is not None and unannotated.place["precise"]:
        return draft.progressed(place=unannotated.place, place_detail=None)
    if kind:
        return draft
    return draft.stumbled() if utterance.intent in ("nlu_fallback", "affirmer") else draft.with_detail(utterance.text)


def _other_kind(turn: Turn, draft: ReportDraft, utterance: Utterance, least: float) -> str | None:
    codes = [code for code in utterance.codes("signaler", least) if code in turn.territory.services]
    return codes[0] if codes and codes[0] != draft.service_code else None


def _with_pending(draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The draft with the other problem kept for afterwards."""
    other = {"label": utterance.label, "text": utterance.text, "entities": list(utterance.entities)}
    return draft.progressed(pending=(*(draft.pending or ()), other))
