"""Erasure (article 17 of the GDPR): what a resident asks to erase goes, at once.

A request itself stays, without contact and without a link to the resident: it is the trace of a public
service's work, which a commune must archive (code du patrimoine, L211-1 to L212-4; GDPR, article 17.3 b
and d). The words and photos of one that is still open stay until it is closed, for the team.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.conversations.inbox import DONE
from bot.privacy.access import own_references
from bot.requests.contacts import left_in_history
from bot.requests.search_words import without_words
from bot.storage.tables import (
    conversations,
    deliveries,
    inbox,
    outgoing,
    remarks,
    request_history,
    satisfaction,
    service_requests,
    tracker_events,
    voices,
)


def erase(connection: Connection, conversation_id: str) -> None:
    """Erase what is kept of the conversation, the message being answered included."""
    own = own_references(connection, conversation_id)
    connection.execute(service_requests.update().where(service_requests.c.reference.in_(own)).values(contact=sa.null()))
    left = request_history.update().where(left_in_history(), request_history.c.conversation_id == conversation_id)
    connection.execute(left.values(text=""))
    closed = sa.select(service_requests.c.reference).where(
        service_requests.c.reference.in_(own), service_requests.c.closed_at.is_not(None)
    )
    forget_words(connection, [str(row.reference) for row in connection.execute(closed)])
    for table in (voices, satisfaction):
        connection.execute(table.delete().where(table.c.conversation_id == conversation_id))
    for table in (request_history, remarks):
        connection.execute(
            table.update().where(table.c.conversation_id == conversation_id).values(conversation_id=sa.null())
        )
    forget_messages(connection, [conversation_id])


def forget_messages(connection: Connection, identifiers: list[str]) -> int:
    """Erase what was said in conversations, messages that still wait apart; return how many messages went."""
    said = connection.execute(inbox.delete().where(inbox.c.conversation_id.in_(identifiers), inbox.c.state == DONE))
    heard = connection.execute(outgoing.delete().where(outgoing.c.conversation_id.in_(identifiers)))
    connection.execute(tracker_events.delete().where(tracker_events.c.conversation_id.in_(identifiers)))
    connection.execute(conversations.update().where(conversations.c.id.in_(identifiers)).values(reason=sa.null()))
    return int(said.rowcount + heard.rowcount)


def forget_words(connection: Connection, references: list[str]) -> int:
    """Erase residents' words, answers and photos from requests; return how many requests had some."""
    wordy = _wordy(connection, references)
    for row in wordy:
        found_by = without_words(row.reference, row.address, row.agency)
        connection.execute(
            service_requests.update()
            .where(service_requests.c.reference == row.reference)
            .values(description="", place_note=None, media=[], attributes={}, search_text=found_by)
        )
    by_residents = (request_history.c.reference.in_(references), request_history.c.conversation_id.is_not(None))
    connection.execute(
        request_history.update()
        .where(*by_residents, request_history.c.kind != "creation")
        .values(text="", media=sa.null())
    )
    connection.execute(request_history.update().where(*by_residents).values(media=sa.null(), conversation_id=sa.null()))
    connection.execute(deliveries.update().where(deliveries.c.reference.in_(references)).values(content=sa.null()))
    return len(wordy)


def _wordy(connection: Connection, references: list[str]) -> list[Row]:
    """Those of the requests that hold a resident's words still."""
    of = service_requests.c
    words = sa.or_(of.description != "", of.place_note.is_not(None))
    query = sa.select(of.reference, of.address, of.agency).where(of.reference.in_(references), words)
    return list(connection.execute(query))
