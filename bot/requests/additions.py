"""Additions: a voice, words or photos that reach a request after it was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.requests.history import BY_RESIDENT, write_history
from bot.requests.lifecycle import RESIDENT
from bot.requests.outbox import tell_service
from bot.requests.register import get_head, hold, set_status
from bot.requests.service_request import RequestHead
from bot.requests.voices import add_voice
from bot.storage.database import changed
from bot.storage.tables import service_requests

JOINED, ADDED = "voix", "ajout"


def follow(
    connection: Connection,
    reference: str,
    conversation_id: str,
    now: datetime,
    words: str = "",
    media: Sequence[str] = (),
) -> RequestHead:
    """Add a voice to a request that somebody else made, with what this one says and shows of it.

    Raises:
        RequestUnknown: nothing is changed.
    """
    is_new = add_voice(connection, get_head(connection, reference).reference, conversation_id, now)
    if is_new:
        _write(connection, reference, conversation_id, now, JOINED, words, media)
    elif words or media:
        _write(connection, reference, conversation_id, now, ADDED, words, media)
    return get_head(connection, reference)


def add(
    connection: Connection,
    reference: str,
    conversation_id: str,
    now: datetime,
    words: str = "",
    media: Sequence[str] = (),
) -> RequestHead:
    """Add a resident's words or photos to a request; the service that has it is told.

    An answer to a question of the service puts the request back among those to be looked at.

    Raises:
        RequestUnknown: nothing is changed.
    """
    status = get_head(connection, reference).status
    _write(connection, reference, conversation_id, now, ADDED, words, media)
    if status == "info_demandee":
        return set_status(connection, reference, "a_qualifier", BY_RESIDENT, now, role=RESIDENT)
    return get_head(connection, reference)


def attach(connection: Connection, reference: str, media: Sequence[str], now: datetime) -> None:
    """Put photos behind those that the request has."""
    hold(connection, reference)
    known = get_head(connection, reference).media
    connection.execute(
        service_requests.update()
        .where(service_requests.c.reference == reference)
        .values(media=[*known, *media], updated_at=now)
    )
    changed(connection, "requests", reference)


def _write(
    connection: Connection,
    reference: str,
    conversation_id: str,
    now: datetime,
    kind: str,
    words: str,
    media: Sequence[str],
) -> None:
    attach(connection, reference, media, now)
    write_history(connection, reference, now, kind, BY_RESIDENT, words, conversation_id, media)
    if words or media:
        tell_service(connection, reference, BY_RESIDENT, words, now, media)
