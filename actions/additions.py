"""What comes after a report: words and photos added, « ce n’est pas réglé », and an opinion once it is settled."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.expectation import EXPECTED, expect
from actions.follow_up import choice, is_open, is_recently_closed, say_where_it_stands, service_name
from actions.my_requests import meant_requests, my_requests, named_request
from actions.turn import Events, Turn, TurnAction, until
from actions.utterance import Utterance, read_utterance
from bot.conversations.notifications import NOT_SETTLED, reopen_request
from bot.requests.additions import add
from bot.requests.reopening import ClosedTooLong, NotClosed
from bot.requests.satisfaction import RatingRefused, rate
from bot.requests.service_request import ServiceRequest

COMPLETE, REOPEN, RATE, FOLLOW = "completer_demande", "contester_cloture", "noter_reponse", "suivre_demande"
MOST_CHOICES = 4
LEAST_WORDS = 14  # in a message that says by itself what is to be added
JUST_SENT = timedelta(hours=1)
SATISFIED = 4  # a rating of four or five needs no explanation


class CompleteRequest(TurnAction):
    """Add words or photos to a request that was sent; ask which and what when it is not said."""

    def name(self) -> str:
        return "action_complete_request"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance, mine = read_utterance(tracker), my_requests(turn)
        if utterance.values("photo_seule"):
            return _photo_alone(turn, dispatcher, mine, utterance)
        request = _chosen(turn, dispatcher, mine, utterance, COMPLETE)
        if request is None:
            return []
        words, media = _content(utterance)
        if not words and not media:
            dispatcher.utter_message(response="utter_ask_addition", reference=request.reference)
            return [expect(turn, COMPLETE, reference=request.reference)]
        add(turn.connection, request.reference, turn.conversation_id, turn.now, words, media)
        dispatcher.utter_message(
            response="utter_photo_added" if media else "utter_words_added", reference=request.reference
        )
        return [expect(turn, COMPLETE, reference=request.reference, photos_only=True)] if media else []


class ReopenRequest(TurnAction):
    """« Ce n’est pas réglé »: reopen the request and tell the service, or say what can be done instead."""

    def name(self) -> str:
        return "action_reopen_request"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        events = self._reopened(turn, dispatcher, read_utterance(tracker))
        if tracker.latest_message["intent"]["name"] != FOLLOW:
            return events
        # It took the place of where the request stands: no rule says what comes next.
        return [*events, FollowupAction(tracker.active_loop_name or "action_listen")]

    def _reopened(self, turn: Turn, dispatcher: CollectingDispatcher, utterance: Utterance) -> Events:
        mine = my_requests(turn)
        recent = [request for request in mine if is_recently_closed(turn, request)]
        request = _chosen(turn, dispatcher, recent or mine, utterance, REOPEN)
        if request is None:
            return []
        words = "" if utterance.values("reference") else utterance.text
        media = (utterance.photo,) if utterance.photo else ()
        try:
            reopened = reopen_request(
                turn.connection, turn.territory, request.reference, turn.conversation_id, turn.now, words, media
            )
        except NotClosed:
            return _still_open(turn, dispatcher, request, words)
        except ClosedTooLong:
            again = choice("Signaler à nouveau", "choisir", service_code=request.service_code)
            dispatcher.utter_message(response="utter_reopen_too_late", reference=request.reference, buttons=[again])
            return []
        date = until(turn, reopened.expected_at or turn.now)
        dispatcher.utter_message(response="utter_reopened", reference=reopened.reference, date=date)
        return [expect(turn, COMPLETE, reference=reopened.reference)]


class TakeRating(TurnAction):
    """Keep the opinion on a settled request; ask what should have been better."""

    def name(self) -> str:
        return "action_take_rating"

    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        utterance = read_utterance(tracker)
        reference, rating = str(utterance.values("reference")[0]), int(utterance.values("note")[0])
        words = utterance.text if utterance.values(EXPECTED) else ""
        try:
            rate(turn.connection, reference, turn.conversation_id, rating, turn.now, words)
        except RatingRefused:
            return []
        if words or rating >= SATISFIED:
            dispatcher.utter_message(response="utter_opinion_kept")
            return []
        dispatcher.utter_message(response="utter_ask_opinion")
        return [expect(turn, RATE, reference=reference, note=rating)]


def _chosen(
    turn: Turn, dispatcher: CollectingDispatcher, mine: list[ServiceRequest], utterance: Utterance, intent: str
) -> ServiceRequest | None:
    """The request that the message is about; None once the resident was asked which, or told there is none."""
    named = [named_request(turn, mine, str(text)) for text in utterance.values("reference")]
    found = [item for item in named if item] or meant_requests(turn, mine, utterance) or mine
    if len(found) == 1:
        return found[0]
    if not found:
        dispatcher.utter_message(response="utter_no_request_to_change")
        return None
    buttons = [_which(turn, request, intent, utterance) for request in found[:MOST_CHOICES]]
    dispatcher.utter_message(response="utter_ask_which_request", buttons=buttons)
    return None


def _which(turn: Turn, request: ServiceRequest, intent: str, utterance: Utterance) -> dict[str, str]:
    """A choice among one's requests, which keeps what was said or shown already."""
    street, _, _ = request.place.words().partition(",")
    words, media = _content(utterance)
    kept = {"ajout": words} if words else {}
    photo = {"photo": media[0]} if media else {}
    return choice(f"{service_name(turn, request)}, {street}", intent, reference=request.reference, **kept, **photo)


def _content(utterance: Utterance) -> tuple[str, tuple[str, ...]]:
    """The words and the photos to add: all that was asked for, else what a message says by itself."""
    media = (utterance.photo,) if utterance.photo else ()
    if utterance.values("ajout"):
        return str(utterance.values("ajout")[0]), media
    if utterance.intent != COMPLETE or utterance.text == "(photo)" or utterance.values("photo"):
        return "", media
    if utterance.values(EXPECTED) or len(utterance.text.split()) >= LEAST_WORDS:
        return utterance.text, media
    return utterance.text.partition(":")[2].strip(), media


def _photo_alone(
    turn: Turn, dispatcher: CollectingDispatcher, mine: list[ServiceRequest], utterance: Utterance
) -> Events:
    """A photo sent soon after a request: of that request, or of something else?"""
    latest = max(mine, key=lambda request: request.updated_at, default=None)
    if latest is None or not (_is_just_sent(turn, latest) or is_recently_closed(turn, latest)):
        return [FollowupAction("report_form")]
    title, intent = ("Oui, l’ajouter", COMPLETE) if is_open(latest) else (f"Oui, {NOT_SETTLED.lower()}", REOPEN)
    buttons = [
        choice(title, intent, reference=latest.reference, photo=utterance.photo),
        choice("Non, autre chose", "envoyer_photo", photo=utterance.photo),
    ]
    dispatcher.utter_message(
        response="utter_ask_photo_of", reference=latest.reference, service=service_name(turn, latest), buttons=buttons
    )
    return []


def _is_just_sent(turn: Turn, request: ServiceRequest) -> bool:
    return is_open(request) and turn.now - request.updated_at <= JUST_SENT


def _still_open(turn: Turn, dispatcher: CollectingDispatcher, request: ServiceRequest, words: str) -> Events:
    """Nothing to reopen: say how far it is, and offer to pass the words on."""
    say_where_it_stands(turn, dispatcher, request)
    if words:
        passed = choice("Oui, transmettre", COMPLETE, reference=request.reference, ajout=words)
        dispatcher.utter_message(response="utter_ask_pass_on", buttons=[passed])
    return []
