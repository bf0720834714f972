"""Outgoing messages: numbered rows, sent to their channel after the turn's commit.

A button travels as an opaque identifier; what it stands for stays here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.storage.database import changed
from bot.storage.tables import conversations, outgoing

WAITING, SENT, FAILED = "waiting", "sent", "failed"
BY_ASSISTANT = "assistant"

# Each turn runs these: built once, since building a statement and its cache key takes longer than running it.
_OF_CONVERSATION = outgoing.c.conversation_id == sa.bindparam("conversation")
_TURNS = sa.select(conversations.c.turns).where(conversations.c.id == sa.bindparam("conversation"))
_SAY = outgoing.insert().values(turn=_TURNS.scalar_subquery())
_AFTER = (
    sa.select(outgoing)
    .where(_OF_CONVERSATION, outgoing.c.id > sa.bindparam("number"))
    .order_by(outgoing.c.id)
    .limit(sa.bindparam("most"))
)
_LAST = sa.select(outgoing).where(_OF_CONVERSATION).order_by(outgoing.c.id.desc()).limit(1)


@dataclass(frozen=True)
class Button:
    """A choice offered. `payload` is the server's own meaning of it, never sent out."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """What somebody says to a resident, before it is stored."""

    text: str
    buttons: Sequence[Button] = ()
    link: str | None = None
    image: str | None = None


@dataclass(frozen=True)
class OutgoingMessage:
    """A stored reply. `id` numbers it among all; `turn` is the turn it answers."""

    id: int
    conversation_id: str
    turn: int
    author: str
    text: str
    buttons: tuple[Button, ...]
    link: str | None
    image: str | None
    created_at: datetime
    attempts: int = field(compare=False, default=0)

    def public_buttons(self) -> list[dict[str, str]]:
        """Titles with the identifiers that may leave the server."""
        return [{"title": button.title, "payload": f"{self.id}.{index}"} for index, button in enumerate(self.buttons)]


def say(
    connection: Connection,
    conversation_id: str,
    reply: Reply,
    now: datetime,
    author: str = BY_ASSISTANT,
) -> int:
    """Store a reply, to be sent once the transaction is committed; return its number."""
    result = connection.execute(
        _SAY,
        {
            "conversation": conversation_id,
            "conversation_id": conversation_id,
            "author": author,
            "text": reply.text,
            "buttons": [[button.title, button.payload] for button in reply.buttons],
            "link": reply.link,
            "image": reply.image,
            "state": WAITING,
            "attempts": 0,
            "next_at": now,
            "created_at": now,
        },
    )
    changed(connection, "outgoing", conversation_id)
    return int(result.inserted_primary_key[0])


def messages_after(connection: Connection, conversation_id: str, number: int, most: int = 200) -> list[OutgoingMessage]:
    """What was said in the conversation after message `number`, in order."""
    rows = connection.execute(_AFTER, {"conversation": conversation_id, "number": number, "most": most})
    return [_message(row) for row in rows]


def due_messages(connection: Connection, channel: str, now: datetime, most: int = 100) -> list[OutgoingMessage]:
    """Messages of a channel that are to be sent now, in order."""
    rows = connection.execute(
        sa.select(outgoing)
        .where(
            outgoing.c.state == WAITING,
            outgoing.c.next_at <= now,
            outgoing.c.conversation_id.startswith(f"{channel}:", autoescape=True),
        )
        .order_by(outgoing.c.id)
        .limit(most)
    )
    return [_message(row) for row in rows]


def mark_sent(connection: Connection, number: int) -> None:
    """The channel has the message."""
    _set(connection, number, state=SENT)


def mark_failed(connection: Connection, number: int) -> None:
    """The channel will never take the message (the resident blocked the bot, say)."""
    _set(connection, number, state=FAILED)


def put_off(connection: Connection, number: int, now: datetime, delay: timedelta) -> None:
    """Try again after `delay`."""
    _set(connection, number, attempts=outgoing.c.attempts + 1, next_at=now + delay)


def resolve_button(connection: Connection, conversation_id: str, payload: str) -> tuple[Button, bool] | None:
    """The button behind a public identifier, and whether it is still the current question.

    None when the identifier is not one of this conversation's.
    """
    number, _, index = payload.partition(".")
    if not (number.isascii() and number.isdigit() and index.isascii() and index.isdigit()):
        return None
    row = connection.execute(
        sa.select(outgoing).where(outgoing.c.id == int(number[:18]), outgoing.c.conversation_id == conversation_id)
    ).first()
    if row is None or int(index[:6]) >= len(row.buttons):
        return None
    return Button(*row.buttons[int(index[:6])]), row.turn == _last_turn(connection, row)


def choices_on_show(connection: Connection, conversation_id: str) -> list[Button]:
    """The buttons of the last turn that offered something and was not answered yet."""
    last = connection.execute(_LAST, {"conversation": conversation_id}).first()
    return [] if last is None else list(_message(last).buttons)


def _last_turn(connection: Connection, row: Row) -> int:
    turns = connection.execute(_TURNS, {"conversation": row.conversation_id}).scalar_one()
    return int(turns)


def _message(row: Row) -> OutgoingMessage:
    values: dict[str, Any] = dict(row._mapping)
    values.pop("state"), values.pop("next_at")
    values["buttons"] = tuple(Button(*pair) for pair in row.buttons)
    return OutgoingMessage(**values)


def _set(connection: Connection, number: int, **values: object) -> None:
    connection.execute(outgoing.update().where(outgoing.c.id == number).values(**values))
