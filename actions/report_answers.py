"""How a message becomes part of the report: first words, answers to questions, corrections.

Each function takes the draft and gives back the next one. None means that the message is not about
the report: a question, a wish to stop, a danger. The dialogue then answers that, and comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.process import extractOne
from rapidfuzz.utils import default_process
from rasa_sdk.executor import CollectingDispatcher

from actions.locating import locate, search
from actions.report_draft import ATTRIBUTES, CONSENT, KIND, PLACE, PLACE_DETAIL, SKIPPED, ReportDraft
from actions.report_kind import SURE, read_kind, with_kind
from actions.report_place import read_place, read_place_detail, with_first_place, with_place
from actions.turn import Turn
from actions.utterance import Utterance
from bot.territory.catalogue import Question

LEAST_LIKENESS = 75
ASK_DETAIL, ASK_CHANGE = "utter_ask_detail", "utter_ask_what_to_change"
# What the buttons « Modifier » and those under it do to the draft.
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "modifier": {"asking": {"response": ASK_CHANGE}},
    "modifier_lieu": {"place": None, "place_detail": None},
    "modifier_probleme": {"service_code": None, "attributes": None},
    "ajouter_detail": {"asking": {"response": ASK_DETAIL}},
}
# Left to the rest of the dialogue even in the middle of a report.
ASIDES = frozenset(
    [
        "demander",
        "urgence",
        "annuler",
        "recommencer",
        "parler_a_un_agent",
        "aide",
        "etes_vous_un_robot",
        "remercier",
        "saluer",
        "dire_au_revoir",
        "suivre_demande",
        "mes_demandes",
        "mes_donnees",
        "insulter",
        "contester_cloture",
        "s_abonner",
        "bouton_perime",
        "sans_mots",
    ]
)
# While a free answer is awaited only these are not taken for the answer itself.
URGENT_ASIDES = frozenset(["urgence", "annuler", "recommencer", "parler_a_un_agent", "bouton_perime", "sans_mots"])


def first_words(turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The draft after the message that starts a report: everything said in it is used.

    A draft that has its kind already comes from an earlier message (several requests in one).
    """
    if draft.service_code:
        return draft
    if utterance.choice:
        return _advised(turn, dispatcher, _chosen(turn, draft, utterance.choice))
    first, *others = utterance.requests or ({"label": utterance.label, "text": utterance.text},)
    spoken = utterance.intent == "signaler" and bool(utterance.text) and bool(utterance.requests)
    draft = replace(
        draft,
        description=utterance.text if spoken else draft.description,
        media=_with_photo(draft, utterance),
        pending=tuple(other for other in others if _is_report(other)) or None,
    )
    if utterance.intent in ("signaler", "nlu_fallback") and spoken:
        draft = with_kind(turn, draft, utterance, first["label"] if others else utterance.label)
    if draft.place is None:
        draft = with_first_place(turn, draft, utterance)
    return _advised(turn, dispatcher, draft)


def next_draft(turn: Turn, done: ReportDraft) -> ReportDraft:
    """The draft of the next request of the same message: its own place, or the common one."""
    following, *rest = done.pending or ()
    own = " / ".join(
        entity["value"] for entity in following.get("entities", ()) if entity["entity"] in ("adresse", "lieu")
    )
    located = search(turn, own) if own else None
    return ReportDraft(
        service_code=following["label"].partition("/")[2],
        place=done.place if located is None else located.place,
        place_detail=done.place_detail if located is None else None,
        proposals=located.proposals or None if located else None,
        description=following["text"],
        contact=done.contact,
        pending=tuple(rest) or None,
    )


def answer(
    turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft, requested: str, utterance: Utterance
) -> ReportDraft | None:
    """The draft after a message that comes while `requested` was asked; None for an aside."""
    if _is_aside(turn, draft, requested, utterance):
        return None
    if utterance.photo:
        dispatcher.utter_message(response="utter_photo_kept")
        return replace(draft, media=_with_photo(draft, utterance))
    if utterance.choice:
        return _chosen(turn, draft, utterance.choice)
    if utterance.intent in CHANGES:
        return draft.progressed(**CHANGES[utterance.intent])
    if utterance.intent == "donner_contact":
        return replace(draft, contact=_contact(utterance))
    if utterance.location or utterance.intent == "corriger":
        return _corrected(turn, draft, utterance)
    read = {
        KIND: read_kind,
        PLACE: read_place,
        PLACE_DETAIL: read_place_detail,
        ATTRIBUTES: _attribute,
        CONSENT: _consent,
    }
    return read[requested](turn, draft, utterance)


def answers_in_words(turn: Turn, draft: ReportDraft) -> str:
    """What was answered to the service's questions, as a sentence for the summary."""
    service = draft.service(turn.territory)
    questions = {question.code: question for question in service.questions} if service else {}
    told = [text for code, text in (draft.attributes or {}).items() if code in questions and text != SKIPPED]
    photos = len(draft.media or ())
    if photos:
        told.append("avec une photo" if photos == 1 else f"avec {photos} photos")
    return f" Détails\u00a0: {', '.join(told)}." if told else ""


def _is_aside(turn: Turn, draft: ReportDraft, requested: str, utterance: Utterance) -> bool:
    if utterance.intent_confidence < SURE:
        return False
    question = draft.open_question(turn.territory) if requested == ATTRIBUTES else None
    awaits_words = (question is not None and not question.values) or draft.asks(ASK_DETAIL)
    asks_back = utterance.intent == "demander" and "?" in utterance.text
    return asks_back or utterance.intent in (URGENT_ASIDES if awaits_words else ASIDES)


def _is_report(request: Mapping[str, Any]) -> bool:
    return str(request["label"]).startswith("signaler/")


def _with_photo(draft: ReportDraft, utterance: Utterance) -> tuple[str, ...] | None:
    return (*(draft.media or ()), utterance.photo) if utterance.photo else draft.media


def _contact(utterance: Utterance) -> dict[str, str | None]:
    emails, phones = utterance.values("email"), utterance.values("telephone")
    return {"email": emails[0] if emails else None, "phone": phones[0] if phones else None}


def _advised(turn: Turn, dispatcher: CollectingDispatcher, draft: ReportDraft) -> ReportDraft:
    service = draft.service(turn.territory)
    if service and service.danger == "likely" and service.danger_advice:
        dispatcher.utter_message(response="utter_danger_advice", advice=service.danger_advice)
    return draft


def _chosen(turn: Turn, draft: ReportDraft, choice: Mapping[str, Any]) -> ReportDraft:
    if KIND in choice:
        return draft.progressed(service_code=choice[KIND], attributes=None, consent=None)
    if PLACE in choice:
        proposals, index = draft.proposals or (), int(choice[PLACE])
        place = proposals[index] if 0 <= index < len(proposals) else None
        return draft.progressed(place=place, place_detail=None)
    return _answered(turn, draft, str(choice.get(ATTRIBUTES, SKIPPED)))


def _attribute(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The answer in the resident's words; to a question with choices, « oui » alone says nothing."""
    question = draft.open_question(turn.territory)
    if question is not None and question.values:
        listed = nearest_value(question, utterance.text)
        vague = listed is None and utterance.intent in ("affirmer", "nier", "passer")
        return _answered(turn, draft, SKIPPED if vague else listed or utterance.text)
    skipped = utterance.intent == "passer" and utterance.confidence >= SURE
    return _answered(turn, draft, SKIPPED if skipped else utterance.text)


def nearest_value(question: Question, text: str) -> str | None:
    """The key of the listed value that the words name, typos allowed; None when none does."""
    names = {value.key: value.name for value in question.values}
    found = extractOne(text, names, processor=default_process, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    return None if found is None else str(found[2])


def _answered(turn: Turn, draft: ReportDraft, text: str) -> ReportDraft:
    """The draft with the answer to the open question; the key of a listed value becomes its name."""
    question = draft.open_question(turn.territory)
    if question is None:
        return draft
    names = {value.key: value.name for value in question.values}
    answers = {**(draft.attributes or {}), question.code: names.get(text, text)}
    return draft.progressed(attributes=answers)


def _consent(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    if draft.asks(ASK_DETAIL):
        return draft.with_detail(utterance.text)
    if utterance.intent == "affirmer" and utterance.confidence >= SURE:
        return draft.progressed(consent=True)
    if utterance.intent in ("nier", "passer"):
        return draft.progressed(asking={"response": ASK_CHANGE})
    return _corrected(turn, draft, utterance)


def _corrected(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """Replace what the message says anew: the place, the kind, or else a detail in its own words."""
    located = locate(turn, utterance)
    if located.words or located.place:
        return with_place(turn, replace(draft, place=None, place_detail=None), located)
    unannotated = search(turn, utterance.text)
    if unannotated.place is not None and unannotated.place["precise"]:
        return draft.progressed(place=unannotated.place, place_detail=None)
    codes = utterance.codes("signaler", SURE)
    if codes and codes[0] != draft.service_code:
        return draft.progressed(service_code=codes[0], attributes=None)
    return draft.stumbled() if utterance.intent in ("nlu_fallback", "affirmer") else draft.with_detail(utterance.text)


READERS = {
    KIND: read_kind,
    PLACE: read_place,
    PLACE_DETAIL: read_place_detail,
    ATTRIBUTES: _attribute,
    CONSENT: _consent,
}
