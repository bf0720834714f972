"""Held messages: photos whose file is still to be fetched, and what the same resident sent after them.

They stand in the inbox, so they are as safe as any other, in a state that the engine does not see;
released in order, they are answered in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.inbox import WAITING, InboxMessage
from bot.storage.database import changed
from bot.storage.tables import inbox

HELD = "held"
TOPIC = "telegram_held"


def hold(connection: Connection, number: int) -> None:
    """Keep a message just received from the engine."""
    connection.execute(inbox.update().where(inbox.c.id == number).values(state=HELD))
    changed(connection, TOPIC)


def holds(connection: Connection, conversation_id: str) -> bool:
    """Whether the conversation has a held message, which later ones are to follow."""
    return next_held(connection, conversation_id) is not None


def conversations_held(connection: Connection) -> list[str]:
    """Conversations with a held message, the oldest first."""
    rows = connection.execute(
        sa.select(inbox.c.conversation_id)
        .where(inbox.c.state == HELD)
        .group_by(inbox.c.conversation_id)
        .order_by(sa.func.min(inbox.c.id))
    )
    return [row.conversation_id for row in rows]


def next_held(connection: Connection, conversation_id: str) -> InboxMessage | None:
    """The oldest held message of the conversation."""
    row = connection.execute(
        sa.select(inbox.c.id, inbox.c.conversation_id, inbox.c.content, inbox.c.received_at)
        .where(inbox.c.state == HELD, inbox.c.conversation_id == conversation_id)
        .order_by(inbox.c.id)
        .limit(1)
    ).first()
    return None if row is None else InboxMessage(**row._mapping)


def release(connection: Connection, message: InboxMessage, content: Mapping[str, Any], state: str = WAITING) -> None:
    """Give the message, with what is now its content, to the engine (or to nobody: `state` DONE)."""
    connection.execute(
        inbox.update().where(inbox.c.id == message.id, inbox.c.state == HELD).values(content=dict(content), state=state)
    )
    changed(connection, "inbox", message.conversation_id)
