"""Contacts left after a request was sent: an e-mail or a telephone number, to be reached about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.requests.history import BY_RESIDENT, write_history
from bot.requests.outbox import tell_service
from bot.requests.personal import is_author
from bot.requests.register import get_request
from bot.storage.database import changed
from bot.storage.tables import request_history, service_requests

CONTACT = "contact"


def keep_contact(
    connection: Connection, reference: str, conversation_id: str, contact: Mapping[str, str], now: datetime
) -> None:
    """Keep a resident's contact for a request, and tell the service that there is one.

    The contact of who made the request is the request's own; that of who follows it stands in its history,
    so that each can be erased without the other.

    Raises:
        RequestUnknown: nothing is changed.
    """
    known = get_request(connection, reference).contact or {}
    if is_author(connection, reference, conversation_id):
        row = service_requests.c.reference == reference
        values = {"contact": {**known, **contact}, "updated_at": now}
        connection.execute(service_requests.update().where(row).values(**values))
        changed(connection, "requests", reference)
    else:
        write_history(connection, reference, now, CONTACT, BY_RESIDENT, ", ".join(contact.values()), conversation_id)
    tell_service(connection, reference, BY_RESIDENT, "L’habitant a laissé un contact\u00a0: lisez-le au bureau.", now)


def contacts_of(connection: Connection, conversation_id: str) -> list[str]:
    """Contacts that the conversation left on requests that others made."""
    of = request_history.c
    query = sa.select(of.text).where(of.kind == CONTACT, of.conversation_id == conversation_id, of.text != "")
    return [str(row.text) for row in connection.execute(query)]


def left_in_history() -> sa.sql.ColumnElement[bool]:
    """The condition on lines of the history that hold a contact."""
    return sa.and_(request_history.c.kind == CONTACT, request_history.c.text != "")
