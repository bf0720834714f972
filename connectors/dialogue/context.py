"""What a message means after what was just said: what the assistant asked for, or the same topic again.

The understanding reads each message alone. A report reads its own answers; outside one, a resident may be
asked for a few words (an addition, an idea), and may go on with a question: « et le samedi ? ».
"""

from __future__ import annotations

import re

from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from actions.expectation import EXPECTED, EXPECTED_SLOT, FOLLOW_UP, MY_DATA, TOPIC_SLOT
from actions.official import is_answered
from actions.privacy import names_a_right
from actions.report_another import follows_another, is_another_there
from actions.turn import Turn
from connectors.dialogue.own_requests import as_cancelling, as_photo, as_reply, as_report
from connectors.dialogue.set_phrases import about_the_request, as_waiting, set_phrase
from connectors.dialogue.topic import COMPLETE, DOUBTFUL, is_fresh, is_of, on_the_topic
from connectors.understanding import Understood, entity_of, meaning

ANSWERS = ("affirmer", "nier", "passer", "corriger", "annuler")
# What the words of somebody in danger are easily taken for.
UNSETTLED = frozenset(("hors_sujet", "annuler", "recommencer", "corriger", "aide"))
AND_THE = re.compile(
    r"\W*et (?:pour )?(?:le|la|les|l['’]|mon|ma|mes|celui|celle)\b(?:\W*[\w'’]+){1,4}\W*", re.IGNORECASE
)


def in_context(
    turn: Turn, tracker: DialogueStateTracker | None, understood: Understood, with_photo: bool = False
) -> Understood:
    """The understanding, changed when the conversation shows that the message means something else."""
    in_report = tracker is not None and bool(tracker.active_loop_name)
    understood = set_phrase(understood, in_report) or understood
    if tracker is None:
        return as_report(turn, understood) or (as_photo(understood, None) if with_photo else None) or understood
    if in_report:
        return (
            about_the_request(tracker, understood)
            or on_the_topic(turn, tracker, understood)
            or _as_official_question(turn, understood)
            or understood
        )
    return (
        _as_expected(turn, tracker, understood, with_photo)
        or _as_photo_of_request(tracker, understood)
        or (as_photo(understood, tracker.get_slot("last_reference")) if with_photo else None)
        or as_cancelling(turn, understood)
        or _as_my_data(turn, tracker, understood)
        or _as_another_report(tracker, understood)
        or _as_follow_up(turn, tracker, understood)
        or _as_danger(turn, tracker, understood)
        or on_the_topic(turn, tracker, understood)
        or about_the_request(tracker, understood)
        or as_waiting(turn, understood)
        or as_reply(turn, understood)
        or as_report(turn, understood)
        or _as_unclear(understood)
        or understood
    )


def _as_expected(
    turn: Turn, tracker: DialogueStateTracker, understood: Understood, with_photo: bool
) -> Understood | None:
    """The words that were asked for in the previous message; what was expected is then forgotten."""
    expected = tracker.get_slot(EXPECTED_SLOT)
    if expected is None or understood["intent"]["name"] == "patienter":
        return None
    tracker.update(SlotSet(EXPECTED_SLOT, None))
    values = expected["values"]
    lacks_photo = bool(values.get("photos_only")) and not with_photo
    is_other = _is_complete(understood) and not (with_photo and understood["intent"]["name"] != "urgence")
    if lacks_photo or not is_fresh(turn, expected) or is_other:
        return None
    told = [entity_of(name, value) for name, value in {**values, EXPECTED: True}.items()]
    return meaning(expected["intent"], understood["text"], [*understood["entities"], *told])


def _is_complete(understood: Understood) -> bool:
    is_question = is_of({"demander"}, understood) and understood["text"].rstrip().endswith("?")
    return is_question or is_of(COMPLETE, understood)


def _as_photo_of_request(tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """A photo without a word, after a request was sent: it may belong to it."""
    reference = tracker.get_slot("last_reference")
    if reference is None or not _is_photo(understood):
        return None
    return meaning("completer_demande", understood["text"], [entity_of("photo_seule", True)])


def _as_official_question(turn: Turn, understood: Understood) -> Understood | None:
    """A question in the middle of a report that the model cannot place, and that an official sheet answers."""
    is_clear = understood["labels"][0]["confidence"] >= DOUBTFUL
    if is_clear or "?" not in understood["text"] or not is_answered(turn, understood["text"]):
        return None
    return meaning("demander", understood["text"], understood["entities"])


def _as_my_data(turn: Turn, tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """« je veux une copie », once told which data are kept."""
    last = tracker.get_slot(TOPIC_SLOT)
    is_told = bool(last) and last["code"] == MY_DATA and is_fresh(turn, last)
    if not is_told or not understood["requests"] or not names_a_right(understood["text"]):
        return None
    return meaning("mes_donnees", understood["text"])


def _as_another_report(tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """A place said to have the same problem as the request just sent: « et un autre au 16 »."""
    text, is_place = understood["text"], understood["intent"]["name"] == "donner_lieu"
    tells_another = is_another_there(text) or (is_place and follows_another(text))
    if tracker.get_slot("last_reference") is None or not tells_another:
        return None
    return meaning("signaler", understood["text"], understood["entities"])


def _as_follow_up(turn: Turn, tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """« et le trou ? », once told where one’s requests stand: another of them, not a new report."""
    last = tracker.get_slot(TOPIC_SLOT)
    is_told = bool(last) and last["code"] == FOLLOW_UP and is_fresh(turn, last)
    if not is_told or not understood["requests"] or not AND_THE.fullmatch(understood["text"]):
        return None
    return meaning("suivre_demande", understood["text"], understood["entities"])


def _as_danger(turn: Turn, tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """What asks nothing clear of the town after a danger was told: the number again."""
    last = tracker.get_slot(TOPIC_SLOT)
    is_told = bool(last) and last["code"].startswith("urgence/") and is_fresh(turn, last)
    if not is_told or not understood["requests"]:
        return None
    is_clear = understood["labels"][0]["confidence"] >= DOUBTFUL and understood["intent"]["name"] not in UNSETTLED
    if is_clear:
        return None
    again = meaning("urgence", understood["text"], understood["entities"])
    again["intent"]["full_retrieval_intent_name"] = last["code"]
    return again


def _as_unclear(understood: Understood) -> Understood | None:
    """A short answer heard without a question, and hardly: it was not understood."""
    intent = understood["intent"]
    is_heard = intent["name"] not in ANSWERS or float(intent["confidence"]) >= DOUBTFUL
    return None if is_heard else {**understood, "intent": {"name": "nlu_fallback", "confidence": DOUBTFUL}}


def _is_photo(understood: Understood) -> bool:
    # a pressed button that carries its photo has entities, and says by itself what it means
    return bool(understood["intent"]["name"] == "envoyer_photo" and not understood["entities"])
