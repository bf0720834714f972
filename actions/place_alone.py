"""A place, a position or a photo sent before saying what is wrong: kept, and the kind asked."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.locating import locate, words_of
from actions.turn import Events, Turn, TurnAction
from actions.utterance import read_utterance


class PlaceAlone(TurnAction):
    """Keep the place for the report that follows, and ask what happens there."""

    def name(self) -> str:
        return "action_place_alone"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        located = locate(turn, utterance, whole_text=True)
        media = [SlotSet("media", [utterance.photo])] if utterance.photo else []
        if located.place is None:
            response = "utter_elsewhere" if located.outside else "utter_ask_place_again"
            dispatcher.utter_message(
                response=response, words=located.words, commune=turn.territory.name, town_hall=located.town_hall
            )
            return [SlotSet("place", None), *media]
        dispatcher.utter_message(response="utter_place_without_report", words=words_of(turn, located.place))
        return [SlotSet("place", located.place), *media]
