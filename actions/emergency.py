"""Danger: the number to call, before anything else."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance

PRIVATE = ("urgence/detresse", "urgence/violences")


class ShowDanger(TurnAction):
    """Show who to call; nothing is asked then, and nothing recorded."""

    def name(self) -> str:
        return "action_show_danger"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        label = read_utterance(tracker).label
        dispatcher.utter_message(response=f"utter_{label}")
        if tracker.active_loop_name and label not in PRIVATE:
            dispatcher.utter_message(response="utter_report_waits")
        return []
