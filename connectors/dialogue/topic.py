"""The topic of a conversation: « et le samedi ? » is about what was answered last."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from actions.expectation import KEPT_OFFICE, KEPT_PLACE, SHEET, TOPIC_SLOT
from actions.official import sheet_index
from actions.turn import Turn
from bot.knowledge.sections import choose_section
from bot.knowledge.sheets.answering import is_about
from bot.knowledge.words import concepts
from bot.territory.topics import Topic
from connectors.dialogue.set_phrases import SURE, asks_for_delay, without
from connectors.understanding import Understood, entity_of, meaning

FRESH = timedelta(minutes=30)
MOST_WORDS = 9
DOUBTFUL, LIKELY = 0.5, 0.35
# Messages that are never the words that were asked for, nor a question on the same topic.
COMPLETE = frozenset(
    (
        *("urgence", "annuler", "recommencer", "parler_a_un_agent", "nier", "passer", "affirmer", "donner_contact"),
        *("saluer", "remercier", "dire_au_revoir", "insulter", "aide", "mes_donnees", "bouton_perime", "sans_mots"),
        *("autre_langue", "mes_demandes", "choisir", "choisir_sujet", "noter_reponse", "s_abonner", "patienter"),
    )
)
CONNECTIVE = re.compile(r"\W*(?:(?:ok|oui|merci|d['’]accord|super)\W+)?(?:et|ou|mais|sinon|du coup)\b", re.IGNORECASE)
SMALL = re.compile(r"\b(?:et|ou|mais|sinon|du|coup|le|la|les|l|un|une|pour|de|des|à|a|au|aux|en|ce|cette|chez|moi)\b")
# Topics whose answer depends on where one lives: the address alone may come next.
BY_ADDRESS = ("collecte_jours",)
PLACES = ("adresse", "lieu", "commune")


def on_the_topic(turn: Turn, tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """The question put again to the topic that was answered last; a report in progress keeps the places told."""
    last = tracker.get_slot(TOPIC_SLOT)
    if not last or not is_fresh(turn, last) or is_of(COMPLETE, understood) or not understood["requests"]:
        return None
    if len(understood["text"].split()) > MOST_WORDS:
        return None
    if tracker.active_loop_name and not (_is_joined(understood) and not _tells_place(understood)):
        return None
    if last["code"] == SHEET:
        return _on_the_sheet(turn, last, understood)
    topic = turn.territory.topics.get(last["code"])
    if topic is None or not _goes_on(turn, topic, understood):
        return None
    label = f"demander/{topic.code}"
    kept = [entity_of(KEPT_OFFICE, last.get("office"))]
    if last.get("place") and not _tells_place(understood):
        kept.append(entity_of(KEPT_PLACE, last["place"]))
    again = meaning("demander", understood["text"], [*understood["entities"], *kept])
    again["intent"]["full_retrieval_intent_name"] = label
    again["labels"] = [{"label": label, "confidence": 1.0}]
    return again


def is_of(intents: Collection[str], understood: Understood) -> bool:
    """Whether the message is likely one of these intents."""
    intent = understood["intent"]
    return intent["name"] in intents and float(intent["confidence"]) >= DOUBTFUL


def is_fresh(turn: Turn, kept: Any) -> bool:
    """Whether what is kept was said less than half an hour ago."""
    return turn.now - datetime.fromisoformat(kept["at"]) <= FRESH


def _goes_on(turn: Turn, topic: Topic, understood: Understood) -> bool:
    text, label = understood["text"], understood["labels"][0]
    joined = bool(CONNECTIVE.match(text))
    if (joined or "?" in text or topic.code in BY_ADDRESS) and not _rest(understood):
        return True
    if topic.code in BY_ADDRESS and _names_a_bin(turn, understood):
        return True
    if label["confidence"] >= SURE and label["label"].startswith(("demander/", "signaler/", "hors_sujet")):
        return False
    section = choose_section(topic, text)
    by_title = section is not None and section.by_title
    if by_title or asks_for_delay(understood):
        return True
    is_another = label["confidence"] >= LIKELY and label["label"].startswith("demander/")
    return joined and label["confidence"] < DOUBTFUL and not is_another


def _on_the_sheet(turn: Turn, last: Mapping[str, Any], understood: Understood) -> Understood | None:
    """The official sheet again, at the case or the heading that the words tell: « et pour un mineur ? »."""
    index = sheet_index(turn)
    sheet = index.sheet(last["sheet"]) if index else None
    if index is None or sheet is None or is_of(("signaler",), understood):
        return None
    is_asked = len(sheet.situations) > 1 and last["situation"] is None
    if not (is_asked or _is_joined(understood)) or not is_about(sheet, index, understood["text"]):
        return None
    told = {"sheet": sheet.code, "situation": last["situation"], "question": understood["text"]}
    return meaning("choisir_sujet", understood["text"], [entity_of(*item) for item in told.items() if item[1]])


def _is_joined(understood: Understood) -> bool:
    return "?" in understood["text"] or bool(CONNECTIVE.match(understood["text"]))


def _tells_place(understood: Understood) -> bool:
    return any(entity["entity"] in PLACES for entity in understood["entities"])


def _names_a_bin(turn: Turn, understood: Understood) -> bool:
    """Whether the words name what is collected and nothing else: « et la jaune ? »."""
    streams = turn.territory.collection.streams.values()
    known = concepts(" ".join(" ".join((stream.name, stream.bin, *stream.keywords)) for stream in streams))
    said = concepts(_untold(understood))
    return bool(said) and said <= known


def _rest(understood: Understood) -> str:
    """What is left of the words once a moment, a place and the small words are taken away."""
    return re.sub(r"\W", "", SMALL.sub("", _untold(understood).casefold()))


def _untold(understood: Understood) -> str:
    """The words without those of a moment or a place."""
    told = (entity for entity in understood["entities"] if entity["entity"] in ("moment", *PLACES))
    return without(understood["text"], told)
