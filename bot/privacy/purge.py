"""The purge: whatever has lived its time is erased; what remains of a request tells of nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.conversation import ASSISTANT
from bot.privacy.download import forget_expired
from bot.privacy.erasure import forget_messages, forget_words
from bot.privacy.retention import CONTACTS, MESSAGES, REMARKS, WORDS
from bot.requests.contacts import left_in_history
from bot.requests.lifecycle import OPEN
from bot.requests.search_words import drop_erased_words
from bot.storage.database import Database
from bot.storage.tables import conversations, inbox, remarks, request_history, satisfaction, service_requests, voices

# A photo is stored a moment before the message that holds it.
YOUNGEST_ORPHAN = timedelta(days=1)


async def purge(database: Database, media: Path, now: datetime, dry_run: bool = False) -> dict[str, int]:
    """Erase what has lived its time; return how much of each kind, in French words. `media` holds the photos.

    With `dry_run` everything is counted and nothing is erased.
    """
    async with database.begin() as connection:
        counts = {
            "messages": _purge_messages(connection, now),
            "contacts": _purge_contacts(connection, now),
            "demandes (description et photos)": _purge_words(connection, now),
            "idées, félicitations et avis": _purge_remarks(connection, now),
        }
        forget_expired(connection, now)
        drop_erased_words(connection)
        orphans = list(_orphans(connection, media, now))
        if dry_run:
            connection.get_transaction().rollback()
    if not dry_run:
        for photo in orphans:
            photo.unlink(missing_ok=True)
    return {**counts, "photos": len(orphans)}


def _purge_messages(connection: Connection, now: datetime) -> int:
    following = (
        sa.select(voices.c.conversation_id)
        .join(service_requests, service_requests.c.reference == voices.c.reference)
        .where(service_requests.c.status.in_(OPEN))
    )
    idle = sa.select(conversations.c.id).where(
        conversations.c.updated_at < now - MESSAGES.lasts,
        conversations.c.owner == ASSISTANT,
        conversations.c.id.not_in(following),
    )
    return forget_messages(connection, [str(row.id) for row in connection.execute(idle)])


def _purge_contacts(connection: Connection, now: datetime) -> int:
    known = sa.cast(service_requests.c.contact, sa.Text).not_in(("null", ""))
    changed = connection.execute(
        service_requests.update()
        .where(service_requests.c.closed_at < now - CONTACTS.lasts, service_requests.c.contact.is_not(None), known)
        .values(contact=sa.null())
    )
    closed = sa.select(service_requests.c.reference).where(service_requests.c.closed_at < now - CONTACTS.lasts)
    left = request_history.update().where(left_in_history(), request_history.c.reference.in_(closed))
    return int(changed.rowcount + connection.execute(left.values(text="")).rowcount)


def _purge_words(connection: Connection, now: datetime) -> int:
    old = sa.select(service_requests.c.reference).where(service_requests.c.closed_at < now - WORDS.lasts)
    references = [str(row.reference) for row in connection.execute(old)]
    connection.execute(voices.delete().where(voices.c.reference.in_(references)))
    return forget_words(connection, references)


def _purge_remarks(connection: Connection, now: datetime) -> int:
    since = now - REMARKS.lasts
    said = connection.execute(remarks.delete().where(remarks.c.created_at < since))
    rated = connection.execute(
        satisfaction.update()
        .where(satisfaction.c.answered_at < since, satisfaction.c.words.is_not(None))
        .values(words=sa.null())
    )
    return int(said.rowcount + rated.rowcount)


def _orphans(connection: Connection, media: Path, now: datetime) -> Iterator[Path]:
    """Photos that no message and no request holds any more."""
    known = set(_photos_known(connection))
    for photo in media.glob("*.jpg"):
        is_old = photo.stat().st_mtime < (now - YOUNGEST_ORPHAN).timestamp()
        if is_old and photo.name not in known:
            yield photo


def _photos_known(connection: Connection) -> Iterator[str]:
    for table in (service_requests, request_history):
        for row in connection.execute(sa.select(table.c.media)):
            yield from row.media or ()
    for row in connection.execute(sa.select(inbox.c.content)):
        if "photo" in row.content:
            yield str(row.content["photo"])
