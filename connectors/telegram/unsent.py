"""Replies still to be sent: which one is next, and what becomes of those that wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.outgoing import FAILED, WAITING, OutgoingMessage, messages_after
from bot.storage.tables import inbox, outgoing

_OURS = outgoing.c.conversation_id.startswith("telegram:", autoescape=True)


def next_to_send(connection: Connection, now: datetime, besides: Collection[str]) -> OutgoingMessage | None:
    """The next reply to send, not in one of the conversations `besides`.

    In a conversation it is the oldest, and while that one is put off the others wait behind it. Among
    conversations the newest comes first: who is talking now does not wait behind a notice to the whole town.
    """
    heads = sa.select(sa.func.min(outgoing.c.id)).where(outgoing.c.state == WAITING, _OURS)
    rows = connection.execute(
        sa.select(outgoing.c.id, outgoing.c.conversation_id)
        .where(outgoing.c.id.in_(heads.group_by(outgoing.c.conversation_id)), outgoing.c.next_at <= now)
        .order_by(outgoing.c.id.desc())
        .limit(len(besides) + 1)
    )
    head = next((row for row in rows if row.conversation_id not in besides), None)
    return None if head is None else messages_after(connection, head.conversation_id, head.id - 1, most=1)[0]


def give_up_all(connection: Connection, conversation_id: str) -> None:
    """Nothing more can be sent to the conversation."""
    connection.execute(
        outgoing.update()
        .where(outgoing.c.conversation_id == conversation_id, outgoing.c.state == WAITING)
        .values(state=FAILED)
    )


def bring_forward(connection: Connection, now: datetime, besides: Collection[str]) -> None:
    """Make what was put off due now, in all conversations but those of `besides`."""
    connection.execute(
        outgoing.update()
        .where(
            outgoing.c.state == WAITING,
            outgoing.c.next_at > now,
            _OURS,
            outgoing.c.conversation_id.notin_(list(besides)),
        )
        .values(next_at=now)
    )


def last_received(connection: Connection, conversation_id: str) -> int:
    """The number of the last message that came from the conversation, 0 when there is none."""
    number = connection.execute(
        sa.select(sa.func.max(inbox.c.id)).where(inbox.c.conversation_id == conversation_id)
    ).scalar_one()
    return int(number or 0)
