"""« Annulez ma demande » when nothing is being written: a request that was sent is given up once confirmed."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.follow_up import choice, is_open, service_name
from actions.my_requests import meant_requests, my_requests
from actions.report_draft import ReportDraft, read_draft
from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance
from bot.conversations.conversation import QUEUE, get_conversation, give_back
from bot.knowledge.words import fold
from bot.requests.withdrawal import withdraw

MOST_CHOICES = 4
# « laissez tomber » is of what is being said, « annulez » of what was sent as well.
OF_SENT = re.compile(r"annul|supprim|retir|demande|signalement")


class CancelReport(TurnAction):
    """Say that nothing is in progress; offer to cancel what was sent."""

    def name(self) -> str:
        return "action_cancel_report"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        forgotten = ReportDraft().events_after(read_draft(tracker))
        mine = [request for request in my_requests(turn) if is_open(request)]
        for reference in utterance.values("annulation"):
            _withdraw(turn, dispatcher, str(reference), [request.reference for request in mine])
            return forgotten
        meant = meant_requests(turn, mine, utterance) or mine
        if not meant or not OF_SENT.search(fold(utterance.text)):
            _leave_queue(turn, dispatcher)
            return forgotten
        buttons = [
            choice(f"Annuler {service_name(turn, request)}", "annuler", annulation=request.reference)
            for request in meant[:MOST_CHOICES]
        ]
        keep = {"title": "Non, la garder" if len(meant) == 1 else "Non, tout garder", "payload": "/nier"}
        dispatcher.utter_message(response="utter_ask_withdraw", buttons=[*buttons, keep])
        return forgotten


def _leave_queue(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Who waits for a person waits no more; else there is nothing to give up."""
    if get_conversation(turn.connection, turn.conversation_id).owner == QUEUE:
        give_back(turn.connection, turn.conversation_id, turn.now)
        dispatcher.utter_message(response="utter_left_queue")
    else:
        dispatcher.utter_message(response="utter_nothing_to_cancel")


def _withdraw(turn: Turn, dispatcher: CollectingDispatcher, reference: str, mine: list[str]) -> None:
    if reference not in mine:
        dispatcher.utter_message(response="utter_nothing_to_cancel")
        return
    cancelled = withdraw(turn.connection, reference, turn.conversation_id, turn.now)
    dispatcher.utter_message(response="utter_withdrawn" if cancelled else "utter_left", reference=reference)
