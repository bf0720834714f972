"""Asides: what is said in the middle of a report and is not about it. It is answered, then the form asks again."""

from __future__ import annotations

import re

from actions.locating import place_words
from actions.report_attribute import SURE, nearest_value
from actions.report_consent import ASK_DETAIL, approves
from actions.report_draft import ATTRIBUTES, CONSENT, PLACE, PLACE_DETAIL, SAME, ReportDraft
from actions.turn import Turn
from actions.utterance import Utterance

CERTAIN = 0.8
LIKELY_INSULT = 0.6  # « c’est tout sale » is told of a place
# A danger seen in the very words is beyond doubt; the model alone takes some short answers for one.
SCREENED = 1.0
# Never an answer, whatever is asked.
NEVER_ANSWERS = frozenset(
    (
        *("urgence", "parler_a_un_agent", "dire_au_revoir", "insulter", "bouton_perime", "sans_mots"),
        *("autre_langue", "noter_reponse", "mes_donnees", "demander_delai", "patienter"),
    )
)
# Left to the rest of the dialogue even in the middle of a report.
ASIDES = NEVER_ANSWERS | frozenset(
    (
        *("demander", "choisir_sujet", "aide", "etes_vous_un_robot", "remercier", "saluer", "suivre_demande"),
        *("mes_demandes", "feliciter", "proposer_idee", "contester_cloture", "s_abonner", "hors_sujet"),
    )
)
# What a few words of an answer are easily taken for.
HARDLY_HEARD = frozenset(("demander", "proposer_idee", "feliciter", "suivre_demande", "mes_demandes", "s_abonner"))
QUESTION = re.compile(
    r"\?|\b(?:quand|comment|combien|pourquoi(?! pas)|est[- ]ce qu|en est"
    r"|c['’ ]?est (?:quoi|o[uù])|o[uù] (?:est|sont|je|on))\b",
    re.IGNORECASE,
)


def is_aside(turn: Turn, draft: ReportDraft, requested: str, utterance: Utterance) -> bool:
    """Whether the message is about something else than the report.

    While words of any kind are awaited, only what is said as a question, or beyond doubt, is no answer.
    """
    if utterance.intent == "insulter" and utterance.intent_confidence < LIKELY_INSULT:
        return False
    if utterance.intent not in ASIDES or _is_expected(turn, draft, requested, utterance):
        return False
    if utterance.intent in HARDLY_HEARD and utterance.confidence < CERTAIN and not asks(utterance):
        # « un », « 3 ou 4 »: the model must find a meaning in them, the question gives them one.
        return False
    if not _awaits_words(turn, draft, requested):
        return utterance.intent_confidence >= SURE
    if utterance.intent == "urgence":
        return utterance.confidence >= CERTAIN
    if utterance.intent in NEVER_ANSWERS or asks(utterance):
        return utterance.intent_confidence >= SURE
    return utterance.confidence >= CERTAIN


def asks(utterance: Utterance) -> bool:
    """Whether the words are a question."""
    return bool(QUESTION.search(utterance.text))


def _awaits_words(turn: Turn, draft: ReportDraft, requested: str) -> bool:
    question = draft.open_question(turn.territory) if requested == ATTRIBUTES else None
    return (question is not None and not question.values) or draft.asks(ASK_DETAIL)


def _is_expected(turn: Turn, draft: ReportDraft, requested: str, utterance: Utterance) -> bool:
    """Whether the words answer a question of the service, whatever they may mean elsewhere."""
    question = draft.open_question(turn.territory) if requested == ATTRIBUTES else None
    if question is not None and question.datatype == "number" and utterance.confidence < SCREENED:
        return any(map(str.isdigit, utterance.text))
    if utterance.intent == "urgence" and utterance.confidence < SCREENED:
        return _names_a_choice(turn, draft, utterance.text)
    if requested == SAME and utterance.intent == "s_abonner":
        return True
    if requested == CONSENT and approves(utterance):
        return True
    if utterance.intent in NEVER_ANSWERS or "?" in utterance.text:
        return False
    if requested in (PLACE, PLACE_DETAIL):
        return bool(place_words(utterance))
    return question is not None and bool(question.values) and nearest_value(question, utterance.text) is not None


def _names_a_choice(turn: Turn, draft: ReportDraft, text: str) -> bool:
    """Whether the words are one of the service's choices, as « plus d’un mois »."""
    service = draft.service(turn.territory)
    questions = service.questions if service else ()
    return any(question.values and nearest_value(question, text) is not None for question in questions)
