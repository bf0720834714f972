"""Contact: an e-mail or a telephone number given when no report asks for it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.follow_up import is_open
from actions.my_requests import my_requests
from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance
from bot.conversations.conversation import ASSISTANT, get_conversation, leave_contact
from bot.requests.contacts import keep_contact


class TakeContact(TurnAction):
    """Keep it for the person who will answer, else for the latest open request; else say that none is needed."""

    def name(self) -> str:
        return "action_take_contact"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        told = read_utterance(tracker).contact()
        words = ", ".join(told.values())
        if not told:
            dispatcher.utter_message(response="utter_donner_contact_sans_suite")
        elif get_conversation(turn.connection, turn.conversation_id).owner != ASSISTANT:
            leave_contact(turn.connection, turn.conversation_id, words)
            dispatcher.utter_message(response="utter_contact_for_agent", contact=words)
        elif reference := _latest(turn, tracker):
            keep_contact(turn.connection, reference, turn.conversation_id, told, turn.now)
            dispatcher.utter_message(response="utter_contact_for_request", contact=words, reference=reference)
        else:
            dispatcher.utter_message(response="utter_donner_contact_sans_suite")
        return []


def _latest(turn: Turn, tracker: Tracker) -> str | None:
    """The open request spoken of last, else the newest one."""
    mine = [item.reference for item in my_requests(turn) if is_open(item)]
    spoken_of = tracker.slots.get("last_reference")
    return spoken_of if spoken_of in mine else next(iter(mine), None)
