"""Follow-up: where a request stands, by its number or among one's own."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.locating import spoken
from actions.turn import Events, Turn, TurnAction, until
from actions.utterance import read_utterance
from bot.requests.lifecycle import STATUSES
from bot.requests.references import ReferenceInvalid, read_reference
from bot.requests.register import requests_of
from bot.requests.service_request import ServiceRequest

MOST_LISTED = 5


class FollowRequest(TurnAction):
    """Say where one request of this conversation stands: the one named, else the latest."""

    def name(self) -> str:
        return "action_follow_request"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        mine = requests_of(turn.connection, turn.conversation_id)
        named = read_utterance(tracker).values("reference")
        chosen = _named(mine, named[0]) if named else mine[:1]
        if not chosen:
            dispatcher.utter_message(response="utter_reference_unknown" if named else "utter_no_request")
        for request in chosen:
            say_status(turn, dispatcher, request)
        return []


class ListRequests(TurnAction):
    """List the requests of this conversation, the newest first."""

    def name(self) -> str:
        return "action_list_requests"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        mine = requests_of(turn.connection, turn.conversation_id)
        if not mine:
            dispatcher.utter_message(response="utter_no_request")
        for request in mine[:MOST_LISTED]:
            say_status(turn, dispatcher, request)
        return []


def say_status(turn: Turn, dispatcher: CollectingDispatcher, request: ServiceRequest) -> None:
    """One sentence on a request: what, where, how far, and until when."""
    service = turn.territory.services.get(request.service_code)
    dispatcher.utter_message(
        response="utter_status",
        reference=request.reference,
        service=service.name if service else request.service_code,
        place=spoken(turn, request.place.words()),
        status=STATUSES[request.status].words,
        next=_next(turn, request),
    )


def _next(turn: Turn, request: ServiceRequest) -> str:
    """Until when something is to happen; nothing for a closed request."""
    if STATUSES[request.status].open311 == "closed" or request.expected_at is None:
        return ""
    return f"Réponse attendue d’ici {until(turn, request.expected_at)}."


def _named(mine: list[ServiceRequest], text: str) -> list[ServiceRequest]:
    try:
        reference = read_reference(text)
    except ReferenceInvalid:
        return []
    return [request for request in mine if request.reference == reference]
