"""Rights: one's own data shown, given as a file, erased once it is confirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.expectation import MY_DATA, keep_topic
from actions.follow_up import choice
from actions.report_leaving import ASK_ERASE, ASK_ERASE_REPORT, ASK_ERASE_WHICH
from actions.turn import Events, Turn, TurnAction
from actions.utterance import Utterance, read_utterance
from bot.conversations.conversation import ASSISTANT, get_conversation, give_back
from bot.privacy.access import Holding, holding
from bot.privacy.download import new_path
from bot.privacy.erasure import erase
from bot.privacy.retention import MESSAGES
from bot.settings import read_settings

SHOW, EXPORT, ERASE, CONFIRMED, WHICH = "show", "export", "erase", "confirmed", "which"
QUESTIONS: Mapping[str, Mapping[str, Any]] = {
    ERASE: {
        "response": ASK_ERASE,
        "buttons": [
            choice("Oui, tout effacer", "mes_donnees", droit=CONFIRMED),
            choice("Recevoir d’abord le fichier", "mes_donnees", droit=EXPORT),
            {"title": "Non", "payload": "/nier"},
        ],
    },
    WHICH: {
        "response": ASK_ERASE_WHICH,
        "buttons": [
            {"title": "Ce signalement", "payload": "/recommencer"},
            choice("Toutes mes données", "mes_donnees", droit=ERASE),
            {"title": "Rien du tout", "payload": "/nier"},
        ],
    },
}
WANTED = {
    ERASE: re.compile(r"\b(?:effac|supprim|d[eé]tru|oubli|enlev|vire|nettoy|delete)", re.IGNORECASE),
    EXPORT: re.compile(r"\b(?:export|fichier|copie|t[eé]l[eé]charg|r[eé]cup[eé]r|recevoir|envoy)", re.IGNORECASE),
}


class MyData(TurnAction):
    """Show what is kept; give it as a file; ask, then erase."""

    def name(self) -> str:
        return "action_my_data"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        wanted, kept = _wanted(read_utterance(tracker)), holding(turn.connection, turn.conversation_id)
        if wanted == CONFIRMED:
            return _erase(turn, dispatcher, kept)
        if wanted in QUESTIONS:
            return _ask(QUESTIONS[wanted], dispatcher, tracker)
        if wanted == EXPORT:
            link = read_settings().public_url + new_path(turn.connection, turn.conversation_id, turn.now)
            dispatcher.utter_message(response="utter_data_file", json_message={"link": link})
        else:
            buttons = [
                choice("Recevoir le fichier", "mes_donnees", droit=EXPORT),
                choice("Tout effacer", "mes_donnees", droit=ERASE),
            ]
            dispatcher.utter_message(response="utter_my_data", days=MESSAGES.lasts.days, buttons=buttons, **_told(kept))
            return [keep_topic(turn, MY_DATA)]
        return []


def names_a_right(text: str) -> bool:
    """Whether the words may ask for a file or for an erasure."""
    return any(words.search(text) for words in WANTED.values())


def _ask(question: Mapping[str, Any], dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Put the question; in a report the form puts it, and « non » goes back to where it was."""
    if not tracker.active_loop_name:
        dispatcher.utter_message(**question)
        return []
    response = ASK_ERASE_REPORT if question["response"] == ASK_ERASE else question["response"]
    return [SlotSet("asking", {**question, "response": response})]


def _wanted(utterance: Utterance) -> str:
    """Which right the resident uses."""
    for wanted in utterance.values("droit"):
        return str(wanted)
    return next((wanted for wanted, words in WANTED.items() if words.search(utterance.text)), SHOW)


def _erase(turn: Turn, dispatcher: CollectingDispatcher, kept: Holding) -> Events:
    if get_conversation(turn.connection, turn.conversation_id).owner != ASSISTANT:
        give_back(turn.connection, turn.conversation_id, turn.now)
    erase(turn.connection, turn.conversation_id)
    dispatcher.utter_message(response="utter_erased", **_told(kept))
    return [AllSlotsReset(), ActiveLoop(None), FollowupAction("action_listen")]


def _told(kept: Holding) -> dict[str, str]:
    return {
        "messages": _counted(kept.messages, "message"),
        "requests": _counted(kept.requests, "demande"),
        "contact": f"votre contact ({', '.join(kept.contacts)})" if kept.contacts else "aucun contact",
    }


def _counted(number: int, noun: str) -> str:
    """« 1 demande », « 3 messages », « aucune demande »."""
    if number == 0:
        return f"aucune {noun}" if noun == "demande" else f"aucun {noun}"
    return f"{number} {noun}{'s' if number > 1 else ''}"
