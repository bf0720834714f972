"""Hand-over: the conversation goes to the queue of the town hall's agents."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance
from bot.conversations.conversation import ask_for_person
from bot.knowledge.dates import hour, near_date
from bot.knowledge.hours import is_open, next_opening


class CallAPerson(TurnAction):
    """Put the conversation in the queue, and say when somebody will answer."""

    def name(self) -> str:
        return "action_call_a_person"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        reason = read_utterance(tracker).text
        position = ask_for_person(turn.connection, turn.conversation_id, reason, turn.now)
        if is_open(turn.territory.offices[turn.territory.agents_office], turn.local_now):
            dispatcher.utter_message(response="utter_in_queue_open", position=position)
        else:
            dispatcher.utter_message(response="utter_in_queue_closed", opening=_opening(turn))
        return []


def _opening(turn: Turn) -> str:
    """« demain à partir de 9 h »: when agents are next at the desk."""
    opens = next_opening(turn.territory.offices[turn.territory.agents_office], turn.local_now)
    if opens is None:
        return "dès que possible"
    return f"{near_date(opens.date(), turn.local_now.date())} à partir de {hour(opens.time())}"
