"""Ideas and congratulations: kept in the resident's own words, for the town hall to read."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.expectation import EXPECTED, expect
from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance
from bot.conversations.remarks import CONGRATULATIONS, IDEA, keep_remark

# « j’ai une idée pour la ville »: the idea itself is not told yet.
ANNOUNCED = re.compile(r"\b(?:id[ée]es?|suggestions?|propositions?|avis|proposer|sugg[ée]rer)\b", re.IGNORECASE)
LEAST_WORDS = 9


class TakeIdea(TurnAction):
    """Keep an idea; ask for it when it is only announced."""

    def name(self) -> str:
        return "action_take_idea"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        announced = ANNOUNCED.search(utterance.text) and len(utterance.text.split()) < LEAST_WORDS
        if announced and not utterance.values(EXPECTED) and not tracker.active_loop_name:
            dispatcher.utter_message(response="utter_ask_idea")
            return [expect(turn, "proposer_idee")]
        keep_remark(turn.connection, turn.conversation_id, IDEA, utterance.text, turn.now)
        dispatcher.utter_message(response="utter_idea_kept")
        return []


class TakeCongratulations(TurnAction):
    """Keep congratulations."""

    def name(self) -> str:
        return "action_take_congratulations"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        text = read_utterance(tracker).text
        keep_remark(turn.connection, turn.conversation_id, CONGRATULATIONS, text, turn.now)
        dispatcher.utter_message(response="utter_congratulations_kept")
        return []
