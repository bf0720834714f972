"""Agents who left: a conversation in which nobody has spoken for a while goes back, and is never stuck."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.conversation import AGENT, give_back, queue_again
from bot.conversations.outgoing import say
from bot.conversations.sentences import sentence
from bot.storage.tables import conversations, inbox, outgoing

IDLE = timedelta(minutes=15)


def release_idle(connection: Connection, now: datetime) -> list[str]:
    """Take the conversations that their agents left; tell the residents; return the identifiers.

    One whose last word is the resident's goes back to the head of the queue, the others to the assistant.
    """
    rows = connection.execute(sa.select(conversations).where(conversations.c.owner == AGENT)).fetchall()
    idle = []
    for row in rows:
        heard = _latest(connection, inbox.c.received_at, row.id)
        said = _latest(connection, outgoing.c.created_at, row.id)
        if now - max(moment for moment in (heard, said, row.updated_at) if moment) < IDLE:
            continue
        if heard and (said is None or heard > said):
            queue_again(connection, row.id, now)
            say(connection, row.id, sentence("utter_back_in_queue", agent=row.agent), now)
        else:
            give_back(connection, row.id, now)
            say(connection, row.id, sentence("utter_agent_left", agent=row.agent), now)
        idle.append(str(row.id))
    return idle


def _latest(connection: Connection, moment: sa.Column[datetime], conversation_id: str) -> datetime | None:
    of_this = moment.table.c.conversation_id == conversation_id
    latest: datetime | None = connection.execute(sa.select(sa.func.max(moment)).where(of_this)).scalar()
    return latest
