"""Notifications: every voice of a request is told, in its own conversation, what changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.conversations.outgoing import say
from bot.conversations.sentences import sentence
from bot.requests.lifecycle import STATUSES
from bot.requests.register import set_status, voices_of
from bot.requests.service_request import ServiceRequest
from bot.territory.territory import Territory


def change_status(
    connection: Connection, territory: Territory, reference: str, status: str, by: str, now: datetime, note: str = ""
) -> ServiceRequest:
    """Change the state of a request and tell each voice, in one transaction.

    Raises:
        RequestUnknown, StatusUnknown, TransitionRefused: nothing is changed.
    """
    request = set_status(connection, reference, status, by, now, note)
    service = territory.services.get(request.service_code)
    news = sentence(
        "utter_status_changed",
        reference=reference,
        service=service.name if service else request.service_code,
        place=request.place.words(),
        status=STATUSES[status].words,
        note=note,
    )
    for conversation_id in voices_of(connection, reference):
        say(connection, conversation_id, news, now)
    return request
