"""News: of one's requests they come by themselves; of a street or a topic the town's own alerts tell."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.ask import say_answer
from actions.follow_up import choice, is_open, service_name
from actions.my_requests import meant_requests, my_requests
from actions.turn import Events, Turn, TurnAction
from actions.utterance import Utterance, read_utterance
from bot.knowledge.words import fold
from bot.requests.service_request import ServiceRequest
from bot.requests.voices import silence

ALERTS = "alerte_risques"  # the topic of the town's alerts and letters
NO_MORE = re.compile(r"\b(?:plus|stop\w*|arret\w*|desabonn\w*|desinscri\w*|desactiv\w*)\b")
# « prévenez-moi quand c’est fait »: of what was sent, nothing else being named.
OF_MINE = re.compile(r"\b(?:ma demande|mon signalement|c est (?:fait|regle|repare|fini)|la suite|au courant)\b")


class Subscribe(TurnAction):
    """Say which news come here and where the others are; stop all of them once that is confirmed."""

    def name(self) -> str:
        return "action_subscribe"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        mine = [request for request in my_requests(turn) if is_open(request)]
        if utterance.values("silence"):
            silence(turn.connection, turn.conversation_id)
            dispatcher.utter_message(response="utter_silenced")
        elif NO_MORE.search(fold(utterance.text)):
            _ask_silence(dispatcher, mine)
        else:
            _say_where(turn, dispatcher, mine, utterance)
        return []


def _ask_silence(dispatcher: CollectingDispatcher, mine: list[ServiceRequest]) -> None:
    if not mine:
        dispatcher.utter_message(response="utter_nothing_to_silence")
        return
    buttons = [choice("Oui, plus de nouvelles", "s_abonner", silence=True), {"title": "Non", "payload": "/nier"}]
    references = ", ".join(request.reference for request in mine)
    dispatcher.utter_message(response="utter_ask_silence", references=references, buttons=buttons)


def _say_where(turn: Turn, dispatcher: CollectingDispatcher, mine: list[ServiceRequest], utterance: Utterance) -> None:
    meant = meant_requests(turn, mine, utterance) or (mine if OF_MINE.search(fold(utterance.text)) else [])
    if meant:
        request = meant[0]
        dispatcher.utter_message(
            response="utter_news_come", reference=request.reference, service=service_name(turn, request)
        )
        return
    dispatcher.utter_message(response="utter_s_abonner")
    if ALERTS in turn.territory.topics:
        # Of a place: its works, as they were asked for; else how one subscribes.
        say_answer(turn, dispatcher, ALERTS, utterance.text if utterance.values("adresse", "lieu") else "")
