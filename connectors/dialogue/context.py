"""What a message means after what was just said: what the assistant asked for, or the same topic again.

The understanding reads each message alone. A report reads its own answers; outside one, a resident may be
asked for a few words (an addition, an idea), and may go on with a question: « et le samedi ? ».
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from actions.expectation import EXPECTED, EXPECTED_SLOT, TOPIC_SLOT
from actions.report_another import follows_another
from actions.turn import Turn
from bot.knowledge.sections import choose_section
from bot.territory.topics import Topic
from connectors.understanding import Understood, entity_of, meaning

FRESH = timedelta(minutes=30)
MOST_WORDS = 9
SURE, DOUBTFUL = 0.8, 0.5
# Messages that are never the words that were asked for, nor a question on the same topic.
COMPLETE = frozenset(
    (
        *("urgence", "annuler", "recommencer", "parler_a_un_agent", "nier", "passer", "affirmer"),
        *("saluer", "remercier", "dire_au_revoir", "insulter", "aide", "mes_donnees", "bouton_perime", "sans_mots"),
        *("autre_langue", "mes_demandes", "choisir", "choisir_sujet", "noter_reponse", "s_abonner"),
    )
)
CONNECTIVE = re.compile(r"\W*(?:(?:ok|oui|merci|d['’]accord|super)\W+)?(?:et|ou|mais|sinon|du coup)\b", re.IGNORECASE)
SMALL = re.compile(r"\b(?:et|ou|mais|sinon|du|coup|le|la|les|l|un|une|pour|de|des|à|a|au|aux|en|ce|cette|chez|moi)\b")
# Topics whose answer depends on where one lives: the address alone may come next.
BY_ADDRESS = ("collecte_jours",)
TOLD = ("moment", "adresse", "lieu", "commune")


def in_context(turn: Turn, tracker: DialogueStateTracker | None, understood: Understood) -> Understood:
    """The understanding, changed when the conversation shows that the message means something else."""
    if tracker is None or tracker.active_loop_name:
        return understood
    return (
        _as_expected(turn, tracker, understood)
        or _as_photo_of_request(tracker, understood)
        or _as_another_report(tracker, understood)
        or _as_topic(turn, tracker, understood)
        or understood
    )


def _as_expected(turn: Turn, tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """The words that were asked for in the previous message; what was expected is forgotten in any case."""
    expected = tracker.get_slot(EXPECTED_SLOT)
    if expected is None:
        return None
    tracker.update(SlotSet(EXPECTED_SLOT, None))
    values = expected["values"]
    lacks_photo = bool(values.get("photos_only")) and not _is_photo(understood)
    if lacks_photo or not _is_fresh(turn, expected) or _is_complete(understood):
        return None
    told = [entity_of(name, value) for name, value in {**values, EXPECTED: True}.items()]
    return meaning(expected["intent"], understood["text"], [*understood["entities"], *told])


def _is_complete(understood: Understood) -> bool:
    is_question = _is_of({"demander"}, understood) and understood["text"].rstrip().endswith("?")
    return is_question or _is_of(COMPLETE, understood)


def _is_of(intents: Collection[str], understood: Understood) -> bool:
    intent = understood["intent"]
    return intent["name"] in intents and float(intent["confidence"]) >= DOUBTFUL


def _as_photo_of_request(tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """A photo without a word, after a request was sent: it may belong to it."""
    reference = tracker.get_slot("last_reference")
    if reference is None or not _is_photo(understood):
        return None
    return meaning("completer_demande", understood["text"], [entity_of("photo_seule", True)])


def _as_another_report(tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """A place said to have the same problem as the request just sent: « et un autre au 16 »."""
    is_place = understood["intent"]["name"] == "donner_lieu"
    if tracker.get_slot("last_reference") is None or not is_place or not follows_another(understood["text"]):
        return None
    return meaning("signaler", understood["text"], understood["entities"])


def _is_photo(understood: Understood) -> bool:
    # a pressed button that carries its photo has entities, and says by itself what it means
    return bool(understood["intent"]["name"] == "envoyer_photo" and not understood["entities"])


def _as_topic(turn: Turn, tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """The question put again to the topic that was answered last."""
    last = tracker.get_slot(TOPIC_SLOT)
    topic = turn.territory.topics.get(last["code"]) if last and _is_fresh(turn, last) else None
    if topic is None or not _goes_on(topic, understood):
        return None
    label = f"demander/{topic.code}"
    again = meaning("demander", understood["text"], understood["entities"])
    again["intent"]["full_retrieval_intent_name"] = label
    again["labels"] = [{"label": label, "confidence": 1.0}]
    return again


def _goes_on(topic: Topic, understood: Understood) -> bool:
    text, label = understood["text"], understood["labels"][0]
    if _is_of(COMPLETE, understood) or not understood["requests"] or len(text.split()) > MOST_WORDS:
        return False
    joined = bool(CONNECTIVE.match(text))
    if (joined or "?" in text or topic.code in BY_ADDRESS) and not _rest(understood):
        return True
    if label["confidence"] >= SURE and label["label"].startswith(("demander/", "signaler/")):
        return False
    section = choose_section(topic, text)
    return (section is not None and section.by_title) or (joined and label["confidence"] < DOUBTFUL)


def _rest(understood: Understood) -> str:
    """What is left of the words once a moment, a place and the small words are taken away."""
    text = understood["text"]
    for entity in sorted(understood["entities"], key=lambda entity: -entity["start"]):
        if entity["entity"] in TOLD:
            text = text[: entity["start"]] + " " + text[entity["end"] :]
    return re.sub(r"\W", "", SMALL.sub("", text.casefold()))


def _is_fresh(turn: Turn, kept: Any) -> bool:
    return turn.now - datetime.fromisoformat(kept["at"]) <= FRESH
