"""Notifications: every voice of a request is told, in its own conversation, what changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.engine import Connection

from bot.conversations.outgoing import Button, Reply, say
from bot.conversations.sentences import sentence
from bot.knowledge.dates import full_date
from bot.requests import merging, promises, reopening, rerouting
from bot.requests.history import write_history
from bot.requests.lifecycle import AGENT, STATUSES
from bot.requests.register import get_request, set_status
from bot.requests.satisfaction import note_asked
from bot.requests.service_request import Place, ServiceRequest
from bot.requests.voices import voices_of
from bot.storage.database import changed
from bot.territory.territory import Territory

ANSWERED = "reponse"
SETTLED = "resolu"
NOT_SETTLED = "Ce n’est pas réglé"
RATINGS = {"Oui, merci": 5, "Moyennement": 3, "Non": 1}


def change_status(
    connection: Connection,
    territory: Territory,
    reference: str,
    status: str,
    by: str,
    now: datetime,
    note: str = "",
    role: str = AGENT,
) -> ServiceRequest:
    """Change the state of a request and tell each voice, in one transaction.

    Raises:
        RequestUnknown, StatusUnknown, TransitionRefused, OriginalMissing: nothing is changed.
    """
    request = set_status(connection, reference, status, by, now, note, role)
    news = replace(_news(territory, request, note), buttons=_buttons(request))
    for conversation_id in voices_of(connection, reference):
        say(connection, conversation_id, news, now)
        if status == SETTLED and note_asked(connection, reference, conversation_id, now):
            say(connection, conversation_id, _question(reference), now)
    return request


def pass_on(
    connection: Connection, territory: Territory, reference: str, text: str, by: str, now: datetime
) -> ServiceRequest:
    """Write what the service says into the request's history and tell each voice.

    Raises:
        RequestUnknown: nothing is changed.
    """
    request = get_request(connection, reference)
    write_history(connection, reference, now, ANSWERED, by, text)
    changed(connection, "requests", reference)
    about = {
        "reference": reference,
        "service": _service_name(territory, request),
        "place": request.place.words_for_all(),
    }
    _tell(connection, voices_of(connection, reference), sentence("utter_service_message", **about, text=text), now)
    return request


def merge_requests(
    connection: Connection, reference: str, into: str, by: str, now: datetime, reason: str = ""
) -> ServiceRequest:
    """Make a request the duplicate of another and tell its voices; return the original.

    Raises:
        RequestUnknown, MergeRefused, TransitionRefused: nothing is changed.
    """
    original = merging.merge(connection, reference, into, by, now, reason)
    news = sentence("utter_request_merged", reference=reference, original=original.reference)
    _tell(connection, voices_of(connection, reference), news, now)
    return original


def unmerge_requests(connection: Connection, reference: str, by: str, now: datetime) -> ServiceRequest:
    """Follow a duplicate for itself again and tell its voices; return it.

    Raises:
        RequestUnknown, MergeRefused: nothing is changed.
    """
    request = merging.unmerge(connection, reference, by, now)
    news = sentence("utter_request_unmerged", reference=reference)
    _tell(connection, voices_of(connection, reference), news, now)
    return request


def correct_request(
    connection: Connection,
    territory: Territory,
    reference: str,
    by: str,
    now: datetime,
    service_code: str | None = None,
    place: Place | None = None,
    reason: str = "",
) -> ServiceRequest:
    """Give a request its right kind or place, route it again, and tell its voices who has it now.

    Raises:
        RequestUnknown, CorrectionRefused: nothing is changed.
    """
    request = rerouting.correct(connection, territory, reference, by, now, service_code, place, reason)
    about = {"service": _service_name(territory, request), "place": request.place.words_for_all()}
    news = sentence("utter_request_corrected", reference=reference, department=request.agency, **about)
    _tell(connection, voices_of(connection, reference), news, now)
    return request


def promise_date(
    connection: Connection, territory: Territory, reference: str, day: date, by: str, now: datetime
) -> ServiceRequest:
    """Give a request another expected date and tell its voices.

    Raises:
        RequestUnknown, PromiseRefused: nothing is changed.
    """
    request = promises.promise(connection, territory, reference, day, by, now)
    about = {"service": _service_name(territory, request), "place": request.place.words_for_all()}
    date_in_words = full_date(day, now.astimezone(territory.timezone).date())
    news = sentence("utter_request_promised", reference=reference, date=date_in_words, **about)
    _tell(connection, voices_of(connection, reference), news, now)
    return request


def reopen_request(
    connection: Connection,
    territory: Territory,
    reference: str,
    conversation_id: str,
    now: datetime,
    words: str = "",
    media: Sequence[str] = (),
) -> ServiceRequest:
    """Reopen a request for a resident, who is answered by the caller; the other voices are told.

    Raises:
        RequestUnknown, NotClosed, ClosedTooLong: nothing is changed.
    """
    request = reopening.reopen(connection, territory, reference, conversation_id, now, words, media)
    others = [voice for voice in voices_of(connection, request.reference) if voice != conversation_id]
    _tell(connection, others, _news(territory, request), now)
    return request


def _buttons(request: ServiceRequest) -> list[Button]:
    """What the resident may do about the news at once."""
    named = json.dumps({"reference": request.reference})
    if request.status == "info_demandee":
        return [Button("Répondre", f"/completer_demande{named}")]
    return [Button(NOT_SETTLED, f"/contester_cloture{named}")] if request.closed_at else []


def _question(reference: str) -> Reply:
    """Whether the resident is satisfied, asked once."""
    rated = [
        Button(title, f"/noter_reponse{json.dumps({'reference': reference, 'note': note})}")
        for title, note in RATINGS.items()
    ]
    again = Button(NOT_SETTLED, f"/contester_cloture{json.dumps({'reference': reference})}")
    return replace(sentence("utter_ask_satisfaction"), buttons=[*rated, again])


def _news(territory: Territory, request: ServiceRequest, note: str = "") -> Reply:
    return sentence(
        "utter_status_changed",
        reference=request.reference,
        service=_service_name(territory, request),
        place=territory.said_here(request.place.words_for_all()),
        status=STATUSES[request.status].words,
        note=note,
    )


def _service_name(territory: Territory, request: ServiceRequest) -> str:
    service = territory.services.get(request.service_code)
    return service.name if service else request.service_code


def _tell(connection: Connection, voices: Sequence[str], news: Reply, now: datetime) -> None:
    for conversation_id in voices:
        say(connection, conversation_id, news, now)
