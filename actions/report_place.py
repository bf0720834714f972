"""The place of a report: an address or a landmark on the map, else the resident's own words."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.locating import Located, locate, only_words, place_words, search
from actions.report_draft import SKIPPED, ReportDraft
from actions.turn import Turn
from actions.utterance import Utterance

UNKNOWN_PLACE = "lieu non précisé"
AGAIN, OUTSIDE = "utter_ask_place_again", "utter_place_outside"
MOST_TRIES = 3
# « non au 14 », « c'est au 7 bis »: a number alone, in the street that is already known.
BARE_NUMBER = re.compile(r"(?:^|\b(?:au|le|du|num[eé]ro|n°)\s*)(\d{1,4})(?:\s*(bis|ter|quater))?\W*$", re.IGNORECASE)


def read_place(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The place from the answer to « où ? »; « oui » and « non » are about what was proposed."""
    if utterance.intent in ("affirmer", "nier", "passer"):
        return _without_words(draft, utterance)
    return with_place(turn, draft, locate(turn, utterance, whole_text=True))


def _without_words(draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    agreed = utterance.intent == "affirmer"
    if draft.place is not None:
        return draft.progressed()
    if agreed and draft.asks(OUTSIDE):
        return draft.progressed(consent=False, asking={"response": "utter_not_ours"})
    if agreed and draft.asks(AGAIN):
        return draft.progressed(place=only_words(str((draft.asking or {})["words"])))
    if agreed and draft.proposals and len(draft.proposals) == 1:
        return draft.progressed(place=draft.proposals[0])
    if utterance.intent == "passer" or (draft.tries or 0) >= MOST_TRIES:
        return draft.progressed(place=only_words(UNKNOWN_PLACE))
    return replace(draft.stumbled(), proposals=draft.proposals if agreed else None)


def read_place_detail(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The number or the landmark in a street that is known; else the words, for the team."""
    if utterance.intent in ("passer", "nier", "affirmer") and not BARE_NUMBER.search(utterance.text):
        return draft.progressed(place_detail=SKIPPED)
    if place_words(utterance):
        located = locate(turn, utterance)
        if located.place is not None and located.place["precise"]:
            return draft.progressed(place=located.place, place_detail=SKIPPED)
    numbered = with_number(turn, draft, utterance)
    return numbered or draft.progressed(place_detail=utterance.text)


def with_number(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft | None:
    """The draft at another number of its street; None when no number is told, or it does not exist."""
    told, street = BARE_NUMBER.search(utterance.text), (draft.place or {}).get("street")
    if told is None or not street:
        return None
    found = search(turn, f"{told[1]} {told[2] or ''} {street}")
    if found.place is None or not found.place["precise"]:
        return None
    return draft.progressed(place=found.place, place_detail=SKIPPED)


def with_first_place(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """Use the place that was told beside the kind; a doubtful one is asked about when its turn comes."""
    located = locate(turn, utterance)
    if located.place is not None:
        return replace(draft, place=located.place)
    if not located.words:
        return draft
    if draft.service_code is None:
        return replace(draft, place=None)
    return with_place(turn, replace(draft, place=None), located)


def with_place(turn: Turn, draft: ReportDraft, located: Located) -> ReportDraft:
    """The draft with the place found, or with places to choose from, or with the words as they are."""
    commune = turn.territory.name
    if located.place is not None:
        return draft.progressed(place=located.place, place_detail=None)
    if located.outside:
        return draft.stumbled(OUTSIDE, words=located.words, commune=commune)
    if located.proposals:
        return replace(draft, proposals=located.proposals, tries=None, asking=None)
    if draft.tries and located.words:
        return draft.progressed(place=only_words(located.words))
    if located.at_home:
        return draft.stumbled("utter_ask_home_address")
    return draft.stumbled(AGAIN, words=located.words, commune=commune)
