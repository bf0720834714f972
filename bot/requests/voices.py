"""Voices: the conversations that are told of a request's progress.

A request that was found to be a duplicate keeps its own voices; those of the original are its own and
those of all its duplicates, so that taking them apart again loses nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_new
from bot.storage.tables import service_requests, voices


def add_voice(connection: Connection, reference: str, conversation_id: str, now: datetime) -> bool:
    """Have the conversation told of the request's progress; False when it was already."""
    return insert_new(connection, voices, reference=reference, conversation_id=conversation_id, created_at=now)


def remove_voice(connection: Connection, reference: str, conversation_id: str) -> None:
    """Tell the conversation nothing more of this request."""
    connection.execute(
        voices.delete().where(voices.c.reference == reference, voices.c.conversation_id == conversation_id)
    )


def silence(connection: Connection, conversation_id: str) -> None:
    """Tell the conversation nothing more of any request; the requests themselves go on."""
    connection.execute(voices.delete().where(voices.c.conversation_id == conversation_id))


def voices_of(connection: Connection, reference: str, own: bool = False) -> list[str]:
    """Identifiers of the conversations that are told of the request's progress, the first one first.

    With `own`, those of this very request, without its duplicates'.
    """
    family = _own([reference]).cte("own") if own else _families([reference])
    query = (
        sa.select(voices.c.conversation_id)
        .join(family, family.c.reference == voices.c.reference)
        .group_by(voices.c.conversation_id)
        .order_by(sa.func.min(voices.c.created_at), voices.c.conversation_id)
    )
    return [str(row.conversation_id) for row in connection.execute(query)]


def is_voice(connection: Connection, reference: str, conversation_id: str) -> bool:
    """Whether the conversation is told of the request's progress."""
    return conversation_id in voices_of(connection, reference)


def count_voices(connection: Connection, references: Collection[str]) -> Counter[str]:
    """How many conversations are told of each request's progress."""
    family = _families(references)
    query = (
        sa.select(family.c.original, sa.func.count(voices.c.conversation_id.distinct()).label("voices"))
        .join(voices, voices.c.reference == family.c.reference)
        .group_by(family.c.original)
    )
    return Counter({row.original: row.voices for row in connection.execute(query)})


def _families(references: Collection[str]) -> Any:
    """Each request with its duplicates, and theirs: rows (original, reference)."""
    each = service_requests.c.reference
    family = _own(references).cte("family", recursive=True)
    duplicates = sa.select(family.c.original, each).where(service_requests.c.duplicate_of == family.c.reference)
    return family.union(duplicates)


def _own(references: Collection[str]) -> Any:
    """Each request by itself: rows (original, reference)."""
    each = service_requests.c.reference
    return sa.select(each.label("original"), each.label("reference")).where(each.in_(list(references)))
