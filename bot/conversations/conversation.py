"""A conversation and its owner: the assistant, the queue for a person, or an agent.

Only the owner speaks. The switch stands in front of the dialogue engine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.errors import ParvisError
from bot.storage.database import changed, insert_new
from bot.storage.tables import conversations

ASSISTANT, QUEUE, AGENT = "assistant", "queue", "agent"
IDENTIFIER = re.compile(r"[a-z]+:[A-Za-z0-9_-]{1,60}", re.ASCII)

# Each turn runs these: built once, since building a statement and its cache key takes longer than running it.
_THIS = conversations.c.id == sa.bindparam("conversation")
_ONE = sa.select(conversations).where(_THIS)
_COUNT_TURN = conversations.update().where(_THIS).values(turns=conversations.c.turns + 1)


class ConversationUnknown(ParvisError):
    """No conversation bears this identifier, or the caller may not see it."""

    code = "conversation_inconnue"

    def __init__(self) -> None:
        super().__init__("Cette conversation n’existe pas.")


class AlreadyTaken(ParvisError):
    """Another agent holds the conversation."""

    code = "conversation_deja_prise"

    def __init__(self, agent: str) -> None:
        super().__init__(f"{agent} s’occupe déjà de cette conversation.")


@dataclass(frozen=True)
class Conversation:
    """A resident's thread on one channel. `turns` counts the messages dealt with."""

    id: str
    channel: str
    owner: str
    turns: int
    agent: str | None
    waiting_since: datetime | None
    reason: str | None
    created_at: datetime
    updated_at: datetime


def open_conversation(connection: Connection, identifier: str, now: datetime) -> None:
    """Make the conversation when it is new. Its channel is the part before the colon.

    Raises:
        ConversationUnknown: the identifier has not the form that connectors make.
    """
    if not IDENTIFIER.fullmatch(identifier):
        raise ConversationUnknown()
    if _row(connection, identifier) is None:
        channel = identifier.partition(":")[0]
        new = {"id": identifier, "channel": channel, "owner": ASSISTANT, "turns": 0}
        insert_new(connection, conversations, **new, created_at=now, updated_at=now)


def get_conversation(connection: Connection, identifier: str) -> Conversation:
    """The conversation of this identifier.

    Raises:
        ConversationUnknown: there is none.
    """
    row = _row(connection, identifier)
    if row is None:
        raise ConversationUnknown()
    return Conversation(**row._mapping)


def waiting_conversations(connection: Connection) -> list[Conversation]:
    """Those that wait for a person or have one, the longest wait first."""
    rows = connection.execute(
        sa.select(conversations)
        .where(conversations.c.owner.in_((QUEUE, AGENT)))
        .order_by(conversations.c.waiting_since)
    )
    return [Conversation(**row._mapping) for row in rows]


def finish_turn(connection: Connection, identifier: str, now: datetime) -> None:
    """Count one message dealt with."""
    connection.execute(_COUNT_TURN, {"conversation": identifier, "updated_at": now})
    changed(connection, "conversation", identifier)


def ask_for_person(connection: Connection, identifier: str, reason: str, now: datetime) -> int:
    """Put the conversation in the queue; return its place there, from 1.

    A conversation that already waits keeps its place.
    """
    conversation = get_conversation(connection, identifier)
    if conversation.owner == ASSISTANT:
        _update(connection, identifier, owner=QUEUE, waiting_since=now, reason=reason)
    since = conversation.waiting_since or now
    same = sa.and_(conversations.c.waiting_since == since, conversations.c.id < identifier)
    waited_longer = sa.or_(conversations.c.waiting_since < since, same)
    ahead = connection.execute(
        sa.select(sa.func.count()).select_from(conversations).where(conversations.c.owner == QUEUE, waited_longer)
    ).scalar_one()
    return int(ahead) + 1


def leave_contact(connection: Connection, identifier: str, contact: str) -> None:
    """Write how the resident may be reached beside the reason that the agents read."""
    reason = get_conversation(connection, identifier).reason or ""
    _update(connection, identifier, reason=f"{reason}\nContact\u00a0: {contact}".strip())


def take(connection: Connection, identifier: str, agent: str, now: datetime) -> None:
    """Make `agent` (a first name) the owner.

    Raises:
        AlreadyTaken: another agent owns it.
    """
    # Another agent who takes it at the same moment is waited for (SQLite has one writer).
    connection.execute(_ONE.with_for_update(), {"conversation": identifier})
    conversation = get_conversation(connection, identifier)
    if conversation.owner == AGENT and conversation.agent != agent:
        raise AlreadyTaken(conversation.agent or "")
    _update(connection, identifier, owner=AGENT, agent=agent, updated_at=now)


def give_back(connection: Connection, identifier: str, now: datetime) -> None:
    """Hand the conversation back to the assistant; a started report is still there."""
    _update(
        connection,
        identifier,
        owner=ASSISTANT,
        agent=None,
        waiting_since=None,
        reason=None,
        updated_at=now,
    )


def queue_again(connection: Connection, identifier: str, now: datetime) -> None:
    """Put the conversation that its agent left back in the queue, at the place that its first wait gives it."""
    _update(connection, identifier, owner=QUEUE, agent=None, updated_at=now)


def _row(connection: Connection, identifier: str) -> Row | None:
    return connection.execute(_ONE, {"conversation": identifier}).first()


def _update(connection: Connection, identifier: str, **values: object) -> None:
    connection.execute(conversations.update().where(conversations.c.id == identifier).values(**values))
    changed(connection, "conversation", identifier)
