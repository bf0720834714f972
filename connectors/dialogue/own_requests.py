"""What a message means to who has requests, or has none yet: a reply to the service, a photo, a report to begin.

The understanding hears « trois semaines que le banc est cassé » as a question on a request; there must be one.
"""

from __future__ import annotations

import re

from actions.expectation import EXPECTED
from actions.my_requests import my_requests
from actions.report_kind import kinds_named
from actions.report_several import plain_kind
from actions.turn import Turn
from bot.knowledge.words import fold
from connectors.dialogue.set_phrases import without
from connectors.dialogue.topic import COMPLETE, DOUBTFUL, PLACES, is_of
from connectors.understanding import Understood, entity_of, meaning

SURE = 0.6
# Heard in place of a report that comes with an e-mail, with anger, or in words that are not known.
MISTAKEN = frozenset(
    (
        *("suivre_demande", "mes_demandes", "contester_cloture", "completer_demande"),
        *("donner_contact", "donner_lieu", "hors_sujet", "nlu_fallback"),
    )
)
OF_NEW_MATTERS = ("donner_contact", "donner_lieu", "hors_sujet", "nlu_fallback")
# With these a photo has a meaning of its own; with others it must not be lost.
OF_PHOTO = ("signaler", "urgence", "completer_demande", "contester_cloture", "envoyer_photo", "choisir")
# Both read folded words.
NEWS = re.compile(r"\b(?:ou (?:ca |c |on )?en est|nouvelles?|avance\w*|suivi|deja (?:signal|dit|ecrit|appel)\w*)\b")
ANNOUNCED = re.compile(r"\b(?:a|de|veux|voudrais|aimerais|vais|dois) signal(?:er|e|ez)\b")
CANCELLING = re.compile(r"(?:(?:je veux|je voudrais|il faut|vous pouvez|tu peux|peux tu|merci de) )?annul\w+ .+")


def as_report(turn: Turn, understood: Understood) -> Understood | None:
    """A problem and its place, told in words that were taken for something else."""
    intent, said = understood["intent"]["name"], fold(understood["text"])
    if intent not in MISTAKEN or not understood["requests"] or NEWS.search(said):
        return None
    kinds = _kinds(turn, without(understood["text"], understood["entities"]), intent)
    is_told = bool(kinds) and any(entity["entity"] in PLACES for entity in understood["entities"])
    if not (is_told or ANNOUNCED.search(said)) or (intent not in OF_NEW_MATTERS and my_requests(turn)):
        return None
    report = {**understood, "intent": {"name": "signaler", "confidence": SURE}}
    if is_told and len(kinds) == 1:
        label = f"signaler/{kinds[0]}"
        report["intent"]["full_retrieval_intent_name"] = label
        others = [other for other in understood["labels"] if other["label"] != label]
        report["labels"] = [{"label": label, "confidence": SURE}, *others]
    return report


def _kinds(turn: Turn, words: str, intent: str) -> tuple[str, ...]:
    """The kinds that the words name; beside a place a thing may be a landmark: « devant la fontaine »."""
    if intent != "donner_lieu":
        return kinds_named(turn.territory, words)
    kind = plain_kind(turn.territory, words)
    return (kind,) if kind else ()


def as_photo(understood: Understood, reference: str | None) -> Understood | None:
    """A photo with words that say nothing of it: of the request just sent if any, else of a report to begin."""
    if understood["intent"]["name"] in OF_PHOTO:
        return None
    if reference is None:
        return {**understood, "intent": {"name": "envoyer_photo", "confidence": 1.0}}
    return meaning("completer_demande", understood["text"], [entity_of("photo_seule", True)])


def as_cancelling(turn: Turn, understood: Understood) -> Understood | None:
    """« annulez le banc »: of what was sent."""
    if not understood["requests"] or not CANCELLING.fullmatch(fold(understood["text"])) or not my_requests(turn):
        return None
    return {**understood, "intent": {"name": "annuler", "confidence": 1.0}}


def as_reply(turn: Turn, understood: Understood) -> Understood | None:
    """What says nothing clear of its own, while a service waits for a detail of a request."""
    is_clear = understood["labels"][0]["confidence"] >= DOUBTFUL or is_of(COMPLETE, understood)
    if not understood["requests"] or is_clear or "?" in understood["text"] or " " not in understood["text"].strip():
        return None
    waiting = [request.reference for request in my_requests(turn) if request.status == "info_demandee"]
    if len(waiting) != 1:
        return None
    told = [entity_of("reference", waiting[0]), entity_of(EXPECTED, True)]
    return meaning("completer_demande", understood["text"], [*understood["entities"], *told])
