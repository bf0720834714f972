"""How a message becomes part of the report: first words, answers to questions, asides.

Each function takes the draft and gives back the next one. None means that the message is not about
the report: a question, a wish to stop, a danger. The dialogue then answers that, and comes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.locating import search
from actions.report_attribute import SURE, answered, read_attribute
from actions.report_consent import ASK_CHANGE, ASK_DETAIL, corrected, read_consent
from actions.report_draft import ATTRIBUTES, CONSENT, KIND, PLACE, PLACE_DETAIL, SKIPPED, ReportDraft
from actions.report_kind import read_kind, with_kind
from actions.report_place import read_place, read_place_detail, with_first_place
from actions.turn import Turn
from actions.utterance import Utterance

# What the buttons « Modifier » and those under it do to the draft.
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "modifier": {"asking": {"response": ASK_CHANGE}},
    "modifier_lieu": {"replacing": True},
    "modifier_probleme": {"service_code": None, "attributes": None},
    "ajouter_detail": {"asking": {"response": ASK_DETAIL}},
}
CORRECTED_NUMBER = re.compile(r"\W*(?:non|nan|plut[oô]t|en fait)\b.*\bau \d{1,4}\b", re.IGNORECASE)
# While a free answer is awaited only these are not taken for the answer itself.
URGENT_ASIDES = frozenset(["urgence", "annuler", "recommencer", "parler_a_un_agent", "bouton_perime", "sans_mots"])
# Left to the rest of the dialogue even in the middle of a report.
ASIDES = URGENT_ASIDES | frozenset(
    [
        "demander",
        "choisir_sujet",
        "aide",
        "etes_vous_un_robot",
        "remercier",
        "saluer",
        "dire_au_revoir",
        "suivre_demande",
        "mes_demandes",
        "mes_donnees",
        "insulter",
        "feliciter",
        "proposer_idee",
        "contester_cloture",
        "s_abonner",
    ]
)


def first_words(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The draft after the message that starts a report: everything said in it is used.

    A draft that has its kind already comes from an earlier message (several requests in one).
    """
    if draft.service_code:
        return draft
    if utterance.choice:
        return _chosen(turn, draft, utterance.choice)
    first, *others = utterance.requests or ({"label": utterance.label, "text": utterance.text},)
    spoken = bool(utterance.requests)
    draft = replace(
        draft,
        description=utterance.text if spoken else draft.description,
        media=_with_photo(draft, utterance),
        pending=tuple(other for other in others if _is_report(other)) or None,
    )
    if spoken:
        draft = with_kind(turn, draft, utterance, first["label"] if others else utterance.label)
    return with_first_place(turn, draft, utterance)


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


def answer(turn: Turn, draft: ReportDraft, requested: str, utterance: Utterance) -> ReportDraft | None:
    """The draft after a message that comes while `requested` was asked; None for an aside."""
    if utterance.photo:
        draft = replace(draft, media=_with_photo(draft, utterance))
        if not utterance.requests:
            return draft
    if _is_aside(turn, draft, requested, utterance):
        return draft if utterance.photo else None
    if utterance.choice:
        return _chosen(turn, draft, utterance.choice)
    if utterance.intent in CHANGES:
        return draft.progressed(**CHANGES[utterance.intent])
    if utterance.intent == "signaler" and not utterance.requests:
        return draft.stumbled()
    return _answered_in_words(turn, draft, requested, utterance)


def answers_in_words(turn: Turn, draft: ReportDraft) -> str:
    """What was answered to the service's questions, as a sentence for the summary."""
    service = draft.service(turn.territory)
    questions = {question.code: question for question in service.questions} if service else {}
    told = [text for code, text in (draft.attributes or {}).items() if code in questions and text != SKIPPED]
    photos = len(draft.media or ())
    if photos:
        told.append("avec une photo" if photos == 1 else f"avec {photos} photos")
    told += [text for text in (draft.contact or {}).values() if text]
    return f" Détails\u00a0: {', '.join(told)}." if told else ""


def _answered_in_words(turn: Turn, draft: ReportDraft, requested: str, utterance: Utterance) -> ReportDraft:
    contact = _contact(utterance)
    if contact:
        draft = replace(draft, contact={**(draft.contact or {}), **contact})
        if utterance.intent == "donner_contact":
            return draft
    moved = requested == ATTRIBUTES and _tells_a_place(utterance)
    if utterance.location or moved or (utterance.intent == "corriger" and requested != PLACE_DETAIL):
        return corrected(turn, draft, utterance)
    read = {
        KIND: read_kind,
        PLACE: read_place,
        PLACE_DETAIL: read_place_detail,
        ATTRIBUTES: read_attribute,
        CONSENT: read_consent,
    }
    return read[requested](turn, draft, utterance)


def _tells_a_place(utterance: Utterance) -> bool:
    """Whether a message that comes instead of an answer tells where: an address, or « non au 14 »."""
    if utterance.intent == "donner_lieu" and utterance.values("adresse"):
        return True
    return bool(CORRECTED_NUMBER.match(utterance.text))


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


def _contact(utterance: Utterance) -> dict[str, str]:
    found = {"email": utterance.values("email"), "phone": utterance.values("telephone")}
    return {name: values[0] for name, values in found.items() if values}


def _chosen(turn: Turn, draft: ReportDraft, choice: Mapping[str, Any]) -> ReportDraft:
    if KIND in choice:
        return draft.progressed(service_code=choice[KIND], attributes=None, consent=None)
    if PLACE in choice:
        proposals, index = draft.proposals or (), int(choice[PLACE])
        if 0 <= index < len(proposals):
            return draft.progressed(place=proposals[index], place_detail=None)
        return replace(draft, proposals=None, asking=None)
    return answered(turn, draft, str(choice.get(ATTRIBUTES, SKIPPED)))
