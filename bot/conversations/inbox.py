"""The inbox: a message is committed here before it is acknowledged to whoever sent it.

A message is dealt with in the transaction that also holds its consequences, so a process
killed at any moment leaves it either waiting or wholly done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.conversation import open_conversation
from bot.errors import ParvisError
from bot.storage.database import changed
from bot.storage.tables import inbox

WAITING, DONE, FAILED = "waiting", "done", "failed"
MOST_CHARACTERS = 20_000
MOST_ATTEMPTS = 3

# Each turn runs these: built once, since building a statement and its cache key takes longer than running it.
_SAME_KEY = sa.select(inbox.c.id).where(
    inbox.c.conversation_id == sa.bindparam("conversation"), inbox.c.key == sa.bindparam("key")
)
_STORE = inbox.insert()
_NEXT = (
    sa.select(inbox.c.id, inbox.c.conversation_id, inbox.c.content, inbox.c.received_at)
    .where(inbox.c.state == WAITING, inbox.c.conversation_id == sa.bindparam("conversation"))
    .order_by(inbox.c.id)
    .limit(1)
)
_SETTLE = inbox.update().where(inbox.c.id == sa.bindparam("message"), inbox.c.state == WAITING).values(state=DONE)
_WITH_NEWS = (
    sa.select(inbox.c.conversation_id)
    .where(inbox.c.state == WAITING)
    .group_by(inbox.c.conversation_id)
    .order_by(sa.func.min(inbox.c.id))
)


class MessageTooLong(ParvisError):
    """The text is longer than a message may be."""

    code = "message_trop_long"

    def __init__(self) -> None:
        super().__init__(
            "Votre message est trop long pour moi\u00a0: "
            f"dites-moi l’essentiel en moins de {MOST_CHARACTERS // 1000}\u00a0000 caractères."
        )


@dataclass(frozen=True)
class InboxMessage:
    """One thing a resident sent. `content` has one of the keys text, location, photo, button."""

    id: int
    conversation_id: str
    content: Mapping[str, Any]
    received_at: datetime


def receive(
    connection: Connection,
    conversation_id: str,
    key: str,
    content: Mapping[str, Any],
    now: datetime,
) -> int | None:
    """Store a message; return its number, or None when `key` was already received.

    `key` is the sender's own identifier of the message, unique in the conversation.

    Raises:
        MessageTooLong: nothing is stored.
        ConversationUnknown: the conversation's identifier is malformed.
    """
    content = _cleaned(content)
    open_conversation(connection, conversation_id, now)
    if connection.execute(_SAME_KEY, {"conversation": conversation_id, "key": key}).first():
        return None
    message = {"conversation_id": conversation_id, "key": key, "content": content, "received_at": now}
    result = connection.execute(_STORE, {**message, "state": WAITING, "attempts": 0})
    changed(connection, "inbox", conversation_id)
    return int(result.inserted_primary_key[0])


def clean_text(text: str) -> str:
    """The text without what neither Rasa nor a database bears: NUL and lone surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def conversations_to_serve(connection: Connection) -> list[str]:
    """Identifiers of the conversations with a waiting message, the oldest first."""
    return [row.conversation_id for row in connection.execute(_WITH_NEWS)]


def next_waiting(connection: Connection, conversation_id: str) -> InboxMessage | None:
    """The oldest message of the conversation that is not dealt with."""
    row = connection.execute(_NEXT, {"conversation": conversation_id}).first()
    return None if row is None else InboxMessage(**row._mapping)


def settle(connection: Connection, message: InboxMessage) -> bool:
    """Mark the message done; False when another process was faster (then undo your turn)."""
    result = connection.execute(_SETTLE, {"message": message.id})
    return bool(result.rowcount == 1)


def note_failure(connection: Connection, message: InboxMessage) -> bool:
    """Count a failed try; True when the message is given up (it stays, for a person)."""
    attempts = connection.execute(sa.select(inbox.c.attempts).where(inbox.c.id == message.id)).scalar_one()
    given_up = attempts + 1 >= MOST_ATTEMPTS
    connection.execute(
        inbox.update()
        .where(inbox.c.id == message.id, inbox.c.state == WAITING)
        .values(attempts=attempts + 1, state=FAILED if given_up else WAITING)
    )
    return bool(given_up)


def _cleaned(content: Mapping[str, Any]) -> dict[str, Any]:
    if "text" not in content:
        return dict(content)
    text = clean_text(content["text"])
    if len(text) > MOST_CHARACTERS:
        raise MessageTooLong()
    return {**content, "text": text}
