"""The place of a report: an address or a landmark on the map, else the resident's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.locating import Located, locate, locate_photo, only_words, place_words, search
from actions.report_draft import SKIPPED, ReportDraft
from actions.turn import Turn
from actions.utterance import Utterance
from bot.knowledge.words import fold

UNKNOWN_PLACE = "lieu non précisé"
AGAIN, OUTSIDE, HOME = "utter_ask_place_again", "utter_place_outside", "utter_ask_home_address"
MOST_TRIES = 3
# « non au 14 », « c'est au 7 bis »: a number alone, in the street that is already known.
BARE_NUMBER = re.compile(
    r"(?:^|\b(?:au|le|du|num[eé]ro|n°|vers le)\s*)(\d{1,4})(?:\s*(bis|ter|quater|b|t)\b)?"
    r"(?:\W+(?:plut[oô]t|svp|stp|merci|pardon|en fait|exactement|je crois|en face))*\W*$",
    re.IGNORECASE,
)


def read_place(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The place from the answer to « où ? »; « oui » and « non » are about what was proposed."""
    bare = utterance.intent in ("affirmer", "nier", "passer") and not place_words(utterance)
    if bare and utterance.intent != "affirmer" and draft.asks(HOME):
        return draft.stumbled()
    numbered = with_number(turn, draft, utterance)
    if numbered is not None:
        return numbered
    if bare:
        return _without_words(draft, utterance)
    return with_place(turn, draft, locate(turn, utterance, whole_text=True))


def _without_words(draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    agreed = utterance.intent == "affirmer"
    if draft.place is not None:
        return draft.progressed()
    if agreed and draft.asks(AGAIN):
        return draft.at(only_words(str((draft.asking or {})["words"])))
    if agreed and draft.proposals and len(draft.proposals) == 1:
        return draft.at(draft.proposals[0])
    if utterance.intent == "passer" or (draft.tries or 0) >= MOST_TRIES:
        return draft.at(only_words(UNKNOWN_PLACE))
    return replace(draft.stumbled(), proposals=draft.proposals if agreed else None)


def read_outside(draft: ReportDraft, utterance: Utterance) -> ReportDraft | None:
    """« Est-ce bien là ? », about a place that is not in the commune; None for any other answer."""
    if utterance.intent == "affirmer":
        return draft.progressed(consent=False, asking={**(draft.asking or {}), "response": "utter_not_ours"})
    is_wrong = utterance.intent == "corriger" and not utterance.values("adresse", "lieu")
    return draft.progressed(place=None) if is_wrong or utterance.intent in ("nier", "passer") else None


def read_place_detail(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The number or the landmark in a street that is known; else the words, for the team."""
    if utterance.intent in ("passer", "nier", "affirmer") and not BARE_NUMBER.search(utterance.text):
        return draft.progressed(place_detail=SKIPPED)
    if place_words(utterance):
        located = locate(turn, utterance)
        if located.place is not None and located.place["precise"]:
            return draft.at(located.place)
    numbered = with_number(turn, draft, utterance)
    return numbered or draft.progressed(place_detail=utterance.text)


def with_number(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft | None:
    """The draft at another number of its street; None when no number is told, or it does not exist."""
    told, street = BARE_NUMBER.search(utterance.text), _street(draft)
    if told is None or not street:
        return None
    found = search(turn, f"{told[1]} {told[2] or ''} {street}")
    if found.place is None or not found.place["precise"]:
        return None
    # The map may know the 14 and not the 14 bis: the team is told.
    is_known = told[2] is None or fold(f"{told[1]} {told[2]}") in fold(str(found.place["address"]))
    return draft.at(found.place, place_detail=None if is_known else f"{told[1]} {told[2]}")


def _street(draft: ReportDraft) -> str | None:
    """The street that is known, or the only one on offer."""
    places = [draft.place] if draft.place else (draft.proposals or ())
    return places[0].get("street") if len(places) == 1 and isinstance(places[0], Mapping) else None


def with_first_place(
    turn: Turn, draft: ReportDraft, utterance: Utterance, entities: Sequence[Mapping[str, Any]] = ()
) -> ReportDraft:
    """Use the place that was told beside the kind, by these entities before all those of the message.

    A doubtful place is asked about when its turn comes; « chez moi » waits until the kind is known.
    """
    own = replace(utterance, entities=tuple(entities))
    located = locate(turn, own if place_words(own) else utterance)
    if located.place is not None:
        return replace(draft, place=located.place, place_detail=None, same_as=None)
    if located.outside or located.words or (located.at_home and draft.service_code):
        return with_place(turn, replace(draft, place=None), located) if _may_ask(draft, located) else draft
    return with_photo_place(turn, draft, utterance)


def with_photo_place(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The draft with the place of the photo to be confirmed, while no other is known."""
    located = locate_photo(turn, utterance)
    if not located.proposals or draft.place is not None or draft.service_code is None:
        return draft
    return with_place(turn, draft, located)


def _may_ask(draft: ReportDraft, located: Located) -> bool:
    """Whether the place may be asked about now: proposals of kinds come first, but not for another commune."""
    return located.outside or draft.service_code is not None


def with_place(turn: Turn, draft: ReportDraft, located: Located) -> ReportDraft:
    """The draft with the place found, or with places to choose from, or with the words as they are."""
    commune = turn.territory.name
    if located.place is not None:
        return draft.at(located.place)
    if located.outside:
        return draft.stumbled(OUTSIDE, words=located.words, commune=commune, town_hall=located.town_hall)
    if located.proposals:
        return replace(draft, proposals=located.proposals, tries=None, asking=None)
    if located.at_home and not draft.asks(HOME):
        return draft.progressed(place=None, asking={"response": HOME})
    if (draft.tries or draft.asks(HOME)) and located.words:
        return draft.at(only_words(located.words))
    return draft.stumbled(AGAIN, words=located.words, commune=commune)
