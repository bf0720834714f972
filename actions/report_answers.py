"""How a message becomes part of the report: first words, answers to questions, asides.

Each function takes the draft and gives back the next one. None means that the message is not about
the report: a question, a danger, a greeting. The dialogue then answers that, and comes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.locating import place_words
from actions.report_another import is_report, with_what_is_common
from actions.report_asides import is_aside
from actions.report_attribute import answered, read_attribute
from actions.report_consent import (
    ASK_CHANGE,
    ASK_CONTACT,
    ASK_DETAIL,
    added_kind,
    agrees_beside,
    corrected,
    read_consent,
    with_other_kind,
    with_pending,
)
from actions.report_draft import ATTRIBUTES, CONSENT, KIND, PLACE, PLACE_DETAIL, SAME, SKIPPED, ReportDraft
from actions.report_kind import CERTAIN, OTHER, kind_instead, read_kind, says_nothing, with_kind
from actions.report_leaving import QUESTIONS, read_leaving
from actions.report_place import (
    OUTSIDE,
    read_outside,
    read_place,
    read_place_detail,
    with_first_place,
    with_photo_place,
)
from actions.report_same import read_same
from actions.report_several import others_told
from actions.turn import Turn
from actions.utterance import Utterance

# What the buttons « Modifier » and those under it do to the draft, and the words that say the same.
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "modifier": {"asking": {"response": ASK_CHANGE}},
    "modifier_lieu": {"replacing": True},
    "modifier_probleme": {"service_code": None, "attributes": None, "same_as": None},
    "ajouter_detail": {"asking": {"response": ASK_DETAIL}},
    "laisser_contact": {"asking": {"response": ASK_CONTACT}},
}
_WRONG = r"\b(?:chang|modifi|corrig|tromp|erreur|mauvais|pas (?:la bonne|le bon|du tout))\w*\b.{0,30}\b"
CHANGES_IN_WORDS = {
    "modifier_lieu": re.compile(_WRONG + r"(?:lieu|endroit|adresse|rue|num[eé]ro)\b", re.I),
    "modifier_probleme": re.compile(_WRONG + r"(?:probl[eè]me|sujet|type)\b", re.I),
    "modifier": re.compile(r"\W*(?:je (?:veux|voudrais) )?(?:modifier|changer|corriger)(?: quelque chose)?\W*$", re.I),
}
BARE_YES = re.compile(r"(?:oui|non)\W*$", re.IGNORECASE)
CORRECTED_NUMBER = re.compile(r"\W*(?:non|nan|plut[oô]t|en fait)\b.*\bau \d{1,4}\b", re.IGNORECASE)
AT_NUMBER = re.compile(r"\W*(?:c['’ ]?est )?(?:au|devant le|au num[eé]ro)\s*\d{1,4}(?: ?bis| ?ter)?\W*$", re.IGNORECASE)
PUT_RIGHT = re.compile(
    r"\W*(?:(?:euh|ah|oh|non|nan|pardon|attend\w*|oups|mince|en fait|enfin|plut[oô]t|c['’ ]?est)\b\W*)+", re.IGNORECASE
)
NUMBERED = re.compile(r"\d{1,4}(?: ?(?:bis|ter|quater))?,? [^\W\d_]{2,}", re.IGNORECASE)
NO_CONTACT = ("annuler", "nier", "passer")
# Words that begin the answer to « où ? ».
SITUATED = re.compile(
    r"\W*(?:c['’ ]?est )?"
    r"(?:devant|derri[eè]re|a|à|au|aux|pr[eè]s|en face|dans|sur|sous|chez|vers|entre|rue|av|bd|place"
    r"|en (?:travers|bas|haut|plein|bordure|dessous|dessus))\b",
    re.I,
)


def first_words(turn: Turn, draft: ReportDraft, utterance: Utterance, last_reference: str | None) -> ReportDraft:
    """The draft after the message that starts a report: everything said in it is used.

    A draft that has its kind already comes from an earlier message (several requests in one).
    """
    if draft.service_code:
        return draft
    if utterance.choice:
        return _chosen(turn, draft, utterance.choice)
    first, *others = utterance.requests or ({"label": utterance.label, "text": utterance.text},)
    is_told = bool(utterance.requests) and not says_nothing(utterance.text)
    draft = replace(
        _with_contact(draft, utterance),
        description=utterance.text if is_told else draft.description,
        media=_with_photo(draft, utterance),
        pending=tuple(other for other in others if is_report(other)) or None,
    )
    if is_told:
        draft = with_kind(turn, draft, utterance, first["label"] if others else utterance.label)
        draft = draft if others else _with_others_told(turn, draft, utterance)
    draft = with_first_place(
        turn, draft, utterance, first.get("entities", ()) if others else _own_entities(draft, utterance)
    )
    return with_what_is_common(turn, draft, utterance, last_reference)


def _with_others_told(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The draft with the other problems of a message that was heard as one."""
    if draft.service_code is None or utterance.intent != "signaler":
        return draft
    places = tuple(utterance.values("adresse", "lieu"))
    return replace(draft, pending=others_told(turn.territory, utterance.text, draft.service_code, places) or None)


def _own_entities(draft: ReportDraft, utterance: Utterance) -> tuple[Mapping[str, Any], ...]:
    """The entities of the message but for those of the other problems."""
    told = " ".join(str(other["text"]) for other in draft.pending or ())
    return tuple(entity for entity in utterance.entities if str(entity["value"]) not in told)


def answer(turn: Turn, draft: ReportDraft, requested: str, utterance: Utterance) -> ReportDraft | None:
    """The draft after a message that comes while `requested` was asked; None for an aside."""
    if utterance.photo:
        draft = replace(draft, media=_with_photo(draft, utterance))
        if not utterance.requests:
            return with_photo_place(turn, draft, utterance)
    if draft.asks(ASK_CONTACT) and utterance.intent in NO_CONTACT:
        return draft.progressed()
    if draft.asks(ASK_CONTACT) and utterance.intent == "donner_contact" and not utterance.contact():
        return draft.stumbled(ASK_CONTACT)
    left = read_leaving(draft, utterance)
    if left is not None:
        return left
    if is_aside(turn, draft, requested, utterance):
        return draft if utterance.photo else None
    return _about_the_report(turn, draft, requested, utterance)


def _about_the_report(turn: Turn, draft: ReportDraft, requested: str, utterance: Utterance) -> ReportDraft:
    if draft.asks(*QUESTIONS):
        draft = replace(draft, asking=None)
    if utterance.choice:
        return _chosen(turn, draft, utterance.choice)
    change = _change(draft, utterance)
    if change is not None:
        return draft.progressed(**CHANGES[change])
    if utterance.intent == "signaler" and not utterance.requests:
        return draft.stumbled()
    return _answered_in_words(turn, draft, requested, utterance)


def answers_in_words(turn: Turn, draft: ReportDraft) -> str:
    """What was told beside the kind and the place, as sentences for the summary."""
    service = draft.service(turn.territory)
    questions = {question.code: question for question in service.questions} if service else {}
    answers = {code: text for code, text in (draft.attributes or {}).items() if code in questions and text != SKIPPED}
    told = [f"{questions[code].text} {text}" if BARE_YES.match(text) else text for code, text in answers.items()]
    photos = len(draft.media or ())
    if photos:
        told.append("avec une photo" if photos == 1 else f"avec {photos} photos")
    told += [f"«\u00a0{words}\u00a0»" for words in draft.added or ()]
    contact = draft.told_contact().values()
    return "".join(
        f" {title}\u00a0: {', '.join(parts)}." for title, parts in (("Détails", told), ("Contact", contact)) if parts
    )


def _answered_in_words(turn: Turn, draft: ReportDraft, requested: str, utterance: Utterance) -> ReportDraft:
    with_contact = _with_contact(draft, utterance)
    if with_contact is not draft:
        draft = with_contact
        if requested in (CONSENT, SAME) and not draft.asking and agrees_beside(utterance):
            return draft.progressed(consent=True)
        if utterance.intent == "donner_contact":
            return draft.progressed() if draft.asks(ASK_CONTACT) else draft
    outside = read_outside(draft, utterance) if draft.asks(OUTSIDE) else None
    if outside is not None:
        return outside
    other = added_kind(turn, draft, utterance) if requested != KIND else None
    if other is not None:
        return with_pending(draft, utterance, other)
    if requested != KIND and kind_instead(turn, utterance):
        return with_other_kind(turn, draft.told_more(utterance.text), utterance)[0]
    if requested == PLACE and _tells_the_kind(draft, utterance):
        return with_first_place(
            turn, with_kind(turn, draft.with_detail(utterance.text), utterance, utterance.label), utterance
        )
    if _corrects(draft, requested, utterance):
        return corrected(turn, draft, utterance)
    read = {
        KIND: read_kind,
        PLACE: read_place,
        PLACE_DETAIL: read_place_detail,
        SAME: read_same,
        ATTRIBUTES: read_attribute,
        CONSENT: read_consent,
    }
    return read[requested](turn, draft, utterance)


def _change(draft: ReportDraft, utterance: Utterance) -> str | None:
    """The change that a button or the words ask for, without saying yet what to put instead."""
    if utterance.intent in CHANGES:
        return utterance.intent
    if not draft.service_code or place_words(utterance):
        return None
    return next((name for name, words in CHANGES_IN_WORDS.items() if words.search(utterance.text)), None)


def _tells_the_kind(draft: ReportDraft, utterance: Utterance) -> bool:
    """Whether « où ? » is answered by what is wrong, which was not clear before or is told better now."""
    if utterance.intent != "signaler" or place_words(utterance) or SITUATED.match(utterance.text):
        return False
    return utterance.code != draft.service_code and (draft.service_code == OTHER or utterance.confidence >= CERTAIN)


def _corrects(draft: ReportDraft, requested: str, utterance: Utterance) -> bool:
    """Whether a message that comes instead of an answer puts a place, or something else, in place of another."""
    moved = requested in (ATTRIBUTES, SAME) and (_tells_a_place(utterance) or _is_missing_number(draft, utterance))
    corrects = utterance.intent == "corriger" and requested not in (PLACE_DETAIL, ATTRIBUTES)
    return bool(utterance.location) or moved or corrects


def _tells_a_place(utterance: Utterance) -> bool:
    """Whether a message that comes instead of an answer tells where: « 12 rue Pasteur », or « non au 14 »."""
    addresses = utterance.values("adresse")
    if addresses and (utterance.intent in ("donner_lieu", "corriger", "nier") or PUT_RIGHT.match(utterance.text)):
        return True
    return any(map(NUMBERED.match, addresses)) or bool(CORRECTED_NUMBER.match(utterance.text))


def _is_missing_number(draft: ReportDraft, utterance: Utterance) -> bool:
    """« au 3 », while the place is a street without a number."""
    return bool(draft.place and not draft.place["precise"] and AT_NUMBER.match(utterance.text))


def _with_photo(draft: ReportDraft, utterance: Utterance) -> tuple[str, ...] | None:
    return (*(draft.media or ()), utterance.photo) if utterance.photo else draft.media


def _with_contact(draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The draft with the e-mail or the telephone of the message; the draft itself when there is none."""
    told = utterance.contact()
    return replace(draft, contact={**(draft.contact or {}), **told}) if told else draft


def _chosen(turn: Turn, draft: ReportDraft, choice: Mapping[str, Any]) -> ReportDraft:
    if KIND in choice:
        return replace(draft.with_kind(choice[KIND]), consent=None)
    if SAME in choice:
        return draft.progressed(**choice, consent=True if choice[SAME] else None)
    if PLACE in choice:
        proposals, index = draft.proposals or (), int(choice[PLACE])
        if 0 <= index < len(proposals):
            return draft.at(proposals[index])
        return replace(draft, proposals=None, asking=None)
    return answered(turn, draft, str(choice.get(ATTRIBUTES, SKIPPED)))
