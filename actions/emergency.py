"""Danger: the number to call, before anything else."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.expectation import keep_topic
from actions.follow_up import choice
from actions.locating import locate
from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance

PRIVATE = ("urgence/detresse", "urgence/violences")
# The town's own team goes there too, once the resident is safe.
ON_CALL = {"urgence/electricite": "fil_ou_coffret_electrique"}


class ShowDanger(TurnAction):
    """Show who to call; then, where the town has a team for it, offer to call it as well."""

    def name(self) -> str:
        return "action_show_danger"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        label, code = utterance.label, ON_CALL.get(utterance.label)
        dispatcher.utter_message(response=f"utter_{label}")
        if tracker.active_loop_name:
            if label not in PRIVATE:
                dispatcher.utter_message(response="utter_report_waits")
        elif code in turn.territory.services:
            place = locate(turn, utterance).place
            told = {"service_code": code, "description": utterance.text, "place": place}
            button = choice("Prévenir l’équipe", "prevenir_astreinte", **told)
            dispatcher.utter_message(response="utter_ask_on_call", buttons=[button])
        return [keep_topic(turn, label)]


class ReportDanger(TurnAction):
    """Begin the report to the team on call, with what the message of danger told."""

    def name(self) -> str:
        return "action_report_danger"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        told = {name: read_utterance(tracker).values(name)[0] for name in ("service_code", "description", "place")}
        return [SlotSet(name, value) for name, value in told.items()]
