"""Follow-up: where a request stands, by its number, by what it is about, or among one's own."""

from __future__ import annotations

import json
import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.elsewhere import refer
from actions.expectation import FOLLOW_UP, keep_topic
from actions.locating import spoken
from actions.my_requests import meant_requests, my_requests, named_request, request_of_others
from actions.report_draft import read_draft
from actions.turn import Events, Turn, TurnAction, at, until
from actions.utterance import read_utterance
from bot.conversations.notifications import NOT_SETTLED
from bot.conversations.sentences import sentence
from bot.requests.deadlines import expected_at
from bot.requests.history import BY_ASSISTANT, BY_RESIDENT
from bot.requests.lifecycle import STATUSES
from bot.requests.merging import original_of
from bot.requests.personal import is_author
from bot.requests.reopening import REOPENED_WITHIN
from bot.requests.service_request import ServiceRequest

MOST_LISTED = 5
# Their notes are for the agents.
BY_PROGRAM = (BY_ASSISTANT, BY_RESIDENT)
# « c’est toujours pas réglé », of what the town holds for settled; not as a question.
UNSETTLED = re.compile(
    r"\b(?:pas|jamais|rien)\b.{0,20}\b(?:r[eé]gl|r[eé]par|fait|chang|nettoy|ramass|enlev|rebouch)[^?]*$", re.IGNORECASE
)
# States in which the catalogue's own words say what comes next.
AT_THE_START = ("recu", "a_qualifier", "transmis", "rouvert")


class FollowRequest(TurnAction):
    """Say where a request stands: the one named or meant, else all that are open."""

    def name(self) -> str:
        return "action_follow_request"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance, mine = read_utterance(tracker), my_requests(turn)
        for reference in utterance.values("reference"):
            return _say_named(turn, dispatcher, mine, str(reference))
        chosen = meant_requests(turn, mine, utterance) or [item for item in mine if is_open(item)] or mine[:1]
        if chosen and not any(map(is_open, chosen)) and UNSETTLED.search(utterance.text):
            return [FollowupAction("action_reopen_request")]
        if not mine and refer(dispatcher, utterance.text):
            return []
        if tracker.active_loop_name and not mine:
            dispatcher.utter_message(response="utter_no_request_yet")
            return []
        return _say_all(turn, dispatcher, chosen)


class SayDelay(TurnAction):
    """« Quel délai ? »: of the report in progress, else of the request just sent."""

    def name(self) -> str:
        return "action_say_delay"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        service = read_draft(tracker).service(turn.territory)
        if tracker.active_loop_name and service:
            date = until(turn, expected_at(turn.territory, service, turn.now))
            dispatcher.utter_message(response="utter_delay", next_step=service.next_step, date=date)
            return []
        latest = [item for item in my_requests(turn) if item.reference == tracker.slots.get("last_reference")]
        return _say_all(turn, dispatcher, latest)


class ListRequests(TurnAction):
    """List the requests of this conversation, the newest first."""

    def name(self) -> str:
        return "action_list_requests"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        return _say_all(turn, dispatcher, my_requests(turn))


def say_where_it_stands(turn: Turn, dispatcher: CollectingDispatcher, request: ServiceRequest) -> None:
    """Say what and where it is, how far, what comes next and until when; offer what can be done."""
    dispatcher.utter_message(
        response="utter_status",
        reference=request.reference,
        service=service_name(turn, request),
        place=spoken(turn, _place(turn, request)),
        situation=_situation(turn, request),
        next=_next(turn, request),
        buttons=_buttons(turn, request),
    )


def _place(turn: Turn, request: ServiceRequest) -> str:
    """The place in words; those beside the address are for their author alone."""
    is_mine = is_author(turn.connection, request.reference, turn.conversation_id)
    return request.place.words() if is_mine else request.place.words_for_all()


def service_name(turn: Turn, request: ServiceRequest) -> str:
    """What the request is about, in the catalogue's words."""
    service = turn.territory.services.get(request.service_code)
    return service.name if service else request.service_code


def choice(title: str, intent: str, **values: object) -> dict[str, str]:
    """A button whose meaning names its request."""
    return {"title": title, "payload": f"/{intent}{json.dumps(values, ensure_ascii=False)}"}


def _say_named(turn: Turn, dispatcher: CollectingDispatcher, mine: list[ServiceRequest], text: str) -> Events:
    request = named_request(turn, mine, text)
    if request is not None:
        return _say_all(turn, dispatcher, [request])
    other = request_of_others(turn, text)
    if other is None:
        dispatcher.utter_message(response="utter_reference_unknown")
        return []
    # Whoever holds the number may know how far it is, but not where it is nor what was said of it.
    dispatcher.utter_message(
        response="utter_status_of_others",
        reference=other.reference,
        service=service_name(turn, other),
        status=STATUSES[other.status].words,
        next=_next(turn, other),
    )
    return []


def _say_all(turn: Turn, dispatcher: CollectingDispatcher, requests: list[ServiceRequest]) -> Events:
    if not requests:
        dispatcher.utter_message(response="utter_no_request")
        return []
    for request in requests[:MOST_LISTED]:
        say_where_it_stands(turn, dispatcher, request)
    if len(requests) > MOST_LISTED:
        dispatcher.utter_message(response="utter_more_requests", count=len(requests) - MOST_LISTED)
    return [SlotSet("last_reference", requests[0].reference), keep_topic(turn, FOLLOW_UP)]


def _situation(turn: Turn, request: ServiceRequest) -> str:
    """How far the request is; a duplicate is as far as the one that it follows."""
    followed = original_of(turn.connection, request.reference)
    last = max((entry.at for entry in followed.history if entry.kind == followed.status), default=followed.requested_at)
    notes = [entry.text for entry in followed.history if entry.kind == followed.status and entry.by not in BY_PROGRAM]
    return sentence(
        f"utter_situation_{followed.status}",
        since=at(turn, last),
        agency=followed.agency,
        note=notes[-1] if notes else "",
    ).text


def _next(turn: Turn, request: ServiceRequest) -> str:
    """What comes next and until when; nothing for a closed request."""
    if not is_open(request) or request.expected_at is None:
        return ""
    if request.expected_at < turn.now:
        return sentence("utter_late", date=until(turn, request.expected_at)).text
    service = turn.territory.services.get(request.service_code)
    step = f"{service.next_step} " if service and request.status in AT_THE_START else ""
    return step + sentence("utter_expected", date=until(turn, request.expected_at)).text


def _buttons(turn: Turn, request: ServiceRequest) -> list[dict[str, str]]:
    if is_open(request):
        return [choice("Ajouter une précision", "completer_demande", reference=request.reference)]
    if is_recently_closed(turn, request):
        return [choice(NOT_SETTLED, "contester_cloture", reference=request.reference)]
    return []


def is_recently_closed(turn: Turn, request: ServiceRequest) -> bool:
    """Whether the request may still be reopened."""
    return request.closed_at is not None and turn.now - request.closed_at <= REOPENED_WITHIN


def is_open(request: ServiceRequest) -> bool:
    """Whether the town still deals with it."""
    return STATUSES[request.status].open311 == "open"
