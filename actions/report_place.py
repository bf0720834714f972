"""The place of a report: an address or a landmark on the map, else the resident's own words."""

from __future__ import annotations

from dataclasses import replace

from actions.locating import Located, locate, only_words, place_words, search
from actions.report_draft import SKIPPED, ReportDraft
from actions.turn import Turn
from actions.utterance import Utterance

UNKNOWN_PLACE = "lieu non précisé"


def read_place(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    if utterance.intent == "passer" and utterance.confidence >= 0.5:
        return draft.progressed(place=only_words(UNKNOWN_PLACE))
    if utterance.intent == "affirmer" and draft.proposals:
        return draft.progressed(place=draft.proposals[0])
    if utterance.intent == "affirmer" and draft.asks("utter_ask_place_again"):
        return draft.progressed(place=only_words(str((draft.asking or {})["words"])))
    if utterance.intent in ("affirmer", "nier"):
        return draft.stumbled()
    return with_place(turn, draft, locate(turn, utterance, whole_text=True))


def read_place_detail(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    if utterance.intent in ("passer", "nier", "affirmer"):
        return draft.progressed(place_detail=SKIPPED)
    if place_words(utterance):
        located = locate(turn, utterance)
        if located.place is not None and located.place["precise"]:
            return draft.progressed(place=located.place, place_detail=SKIPPED)
    street = str((draft.place or {}).get("address") or "")
    number = search(turn, f"{utterance.text} {street}")
    if number.place is not None and number.place["precise"]:
        return draft.progressed(place=number.place, place_detail=SKIPPED)
    return draft.progressed(place_detail=utterance.text)


def with_first_place(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """Use the place that was told beside the kind; a doubtful one is asked about when its turn comes."""
    located = locate(turn, utterance)
    if located.place is not None:
        return replace(draft, place=located.place)
    if draft.service_code is None or not located.words:
        return draft
    return with_place(turn, draft, located)


def with_place(turn: Turn, draft: ReportDraft, located: Located) -> ReportDraft:
    """The draft with the place found, or with places to choose from, or with the words as they are."""
    commune = turn.territory.name
    if located.place is not None:
        return draft.progressed(place=located.place, place_detail=None)
    if located.proposals:
        return draft.progressed(proposals=located.proposals)
    if located.outside:
        return draft.stumbled("utter_place_outside", words=located.words, commune=commune)
    if draft.tries and located.words:
        return draft.progressed(place=only_words(located.words))
    if located.at_home:
        return draft.stumbled("utter_ask_home_address")
    return draft.stumbled("utter_ask_place_again", words=located.words, commune=commune)
