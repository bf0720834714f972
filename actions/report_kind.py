"""The kind of a report: the service of the catalogue that the resident's words name."""

from __future__ import annotations

from dataclasses import replace

from actions.report_draft import ReportDraft
from actions.report_place import with_first_place
from actions.turn import Turn
from actions.utterance import Utterance

SURE = 0.5
LIKELY = 0.25
OUTSTANDING = 2.0
POSSIBLE = 0.05
MOST_KINDS = 3
OTHER = "autre_signalement"


def read_kind(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The kind from other words; after a second failure it is left to the agents to name it."""
    if utterance.intent == "affirmer" and draft.proposals and len(draft.proposals) == 1:
        return draft.progressed(service_code=draft.proposals[0])
    if utterance.intent in ("affirmer", "nier", "passer"):
        return draft.progressed(service_code=OTHER) if draft.tries else draft.stumbled()
    known = with_kind(turn, draft.with_detail(utterance.text), utterance, utterance.label)
    if known.service_code is None:
        known = known.progressed(service_code=OTHER) if draft.tries else replace(known, tries=1)
    return with_first_place(turn, known, utterance)


def with_kind(turn: Turn, draft: ReportDraft, utterance: Utterance, label: str) -> ReportDraft:
    """Take the kind when it is clear; else offer the likely ones."""
    code = label.partition("/")[2]
    if label.startswith("signaler/") and code in turn.territory.services and _is_clear(utterance):
        return draft.progressed(service_code=code)
    codes = [
        code for code in utterance.codes("signaler", POSSIBLE) if code in turn.territory.services and code != OTHER
    ]
    return replace(draft, proposals=tuple(codes[:MOST_KINDS]) or None)


def _is_clear(utterance: Utterance) -> bool:
    """Whether the first kind stands out; the summary shows it, so that an error is seen in time."""
    first, second = (*(candidate.confidence for candidate in utterance.ranking), 0.0, 0.0)[:2]
    return first >= SURE or (first >= LIKELY and first >= OUTSTANDING * second)
