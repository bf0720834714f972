"""What one resident may see of a request, and have erased from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.requests.additions import ADDED, JOINED
from bot.requests.history import BY_RESIDENT, write_history
from bot.requests.lifecycle import STATUSES
from bot.requests.outbox import COMMENT, tell_service
from bot.requests.promises import PROMISED
from bot.requests.register import get_head, hold
from bot.requests.search_words import without_words
from bot.storage.database import changed
from bot.storage.tables import deliveries, request_history, satisfaction, service_requests, voices

CREATED, ANSWERED, ERASED = "creation", "reponse", "effacement"
BLANK = "(effacé à la demande de l’habitant)"


@dataclass(frozen=True)
class Step:
    """One thing that happened, as the resident may read it. `photos` are their own; `is_own` tells their own doing."""

    at: datetime
    kind: str
    text: str
    photos: tuple[str, ...]
    is_own: bool


def steps_of(connection: Connection, reference: str, conversation_id: str) -> list[Step]:
    """The request's history without what others said and what the town keeps to itself."""
    of = request_history.c
    rows = connection.execute(sa.select(request_history).where(of.reference == reference).order_by(of.id))
    owned = ((row, row.conversation_id == conversation_id) for row in rows)
    return [
        Step(row.at, row.kind, row.text, tuple(row.media or ()) if is_own else (), is_own)
        for row, is_own in owned
        if row.kind in (CREATED, ANSWERED, PROMISED, *STATUSES) or (row.kind in (ADDED, JOINED) and is_own)
    ]


def erase(connection: Connection, reference: str, conversation_id: str, now: datetime) -> list[str]:
    """Erase what this resident gave to the request; return the names of the photos to be removed.

    The problem stays known: its kind, its place and its history without their words. The department that
    received the request is asked to do the same (GDPR, articles 17 and 19).
    """
    mine = (request_history.c.reference == reference, request_history.c.conversation_id == conversation_id)
    own = connection.execute(sa.select(request_history.c.text, request_history.c.media).where(*mine)).fetchall()
    photos = [name for row in own for name in row.media or ()]
    _blank_request(connection, reference, conversation_id, photos)
    _blank_outbox(connection, reference, {row.text for row in own if row.text}, set(photos))
    words = sa.case((request_history.c.kind == CREATED, request_history.c.text), else_=BLANK)
    blank = {"text": words, "media": sa.null(), "conversation_id": None}
    connection.execute(request_history.update().where(*mine).values(**blank))
    for table in (voices, satisfaction):
        connection.execute(
            table.delete().where(table.c.reference == reference, table.c.conversation_id == conversation_id)
        )
    write_history(connection, reference, now, ERASED, BY_RESIDENT, "L’habitant a fait effacer ses données.")
    told = "L’habitant a fait effacer ses données\u00a0: effacez aussi les mots, les photos et le contact reçus de lui."
    tell_service(connection, reference, BY_RESIDENT, told, now)
    changed(connection, "requests", reference)
    return photos


def _blank_outbox(connection: Connection, reference: str, words: set[str], photos: set[str]) -> None:
    """Blank what was, or is to be, told to the department in these words or with these photos."""
    of = deliveries.c
    query = sa.select(of.id, of.content).where(of.reference == reference, of.kind == COMMENT)
    for row in connection.execute(query).fetchall():
        if photos & set(row.content["media"]) or any(said in row.content["text"] for said in words):
            blank = {**row.content, "text": BLANK, "media": []}
            connection.execute(deliveries.update().where(of.id == row.id).values(content=blank))


def _blank_request(connection: Connection, reference: str, conversation_id: str, photos: list[str]) -> None:
    hold(connection, reference)
    request = get_head(connection, reference)
    values: dict[str, object] = {"media": [name for name in request.media if name not in photos]}
    if is_author(connection, reference, conversation_id):
        values |= {"description": BLANK, "place_note": None, "attributes": {}, "contact": sa.null()}
        values["search_text"] = without_words(reference, request.place.address, request.agency)
    connection.execute(service_requests.update().where(service_requests.c.reference == reference).values(**values))


def is_author(connection: Connection, reference: str, conversation_id: str) -> bool:
    """Whether the conversation made the request."""
    of = request_history.c
    query = sa.select(of.id).where(of.reference == reference, of.kind == CREATED, of.conversation_id == conversation_id)
    return connection.execute(query).first() is not None
