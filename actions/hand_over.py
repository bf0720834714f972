"""Hand-over: the conversation goes to the queue of the town hall's agents."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.report_draft import read_draft
from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance
from bot.conversations.conversation import ASSISTANT, ask_for_person, get_conversation
from bot.knowledge.dates import hour, near_date
from bot.knowledge.hours import next_opening, open_until

# A conversation is seldom dealt with in less: near the end of the day, nothing is promised before the next one.
SHORTEST_TALK = timedelta(minutes=5)


class CallAPerson(TurnAction):
    """Put the conversation in the queue, and say when somebody will answer."""

    def name(self) -> str:
        return "action_call_a_person"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        is_new = get_conversation(turn.connection, turn.conversation_id).owner == ASSISTANT
        position = ask_for_person(turn.connection, turn.conversation_id, _reason(turn, tracker), turn.now)
        closes = open_until(turn.territory.offices[turn.territory.agents_office], turn.local_now)
        if closes is None:
            response = "utter_in_queue_closed" if is_new else "utter_still_in_queue_closed"
            dispatcher.utter_message(response=response, opening=_opening(turn))
            return []
        if not is_new:
            response = "utter_still_in_queue"
        elif closes - turn.now < position * SHORTEST_TALK:
            response = "utter_in_queue_late"
        else:
            response = "utter_in_queue_open"
        dispatcher.utter_message(
            response=response, position=position, closing=hour(closes.time()), opening=_opening(turn)
        )
        return []


def _reason(turn: Turn, tracker: Tracker) -> str:
    """What the agent reads first: the resident's words, and the report under way."""
    service = read_draft(tracker).service(turn.territory)
    words = read_utterance(tracker).text
    return f"{words} (signalement commencé\u00a0: {service.name})" if service and tracker.active_loop_name else words


def _opening(turn: Turn) -> str:
    """« demain à partir de 9 h »: when agents are next at the desk."""
    opens = next_opening(turn.territory.offices[turn.territory.agents_office], turn.local_now)
    if opens is None:
        return "dès que possible"
    return f"{near_date(opens.date(), turn.local_now.date())} à partir de {hour(opens.time())}"
