"""Reception: updates are committed to the inbox before Telegram is told that they arrived.

Telegram sends an update again until it is acknowledged. It is recognised by its identifier, not by its
being greater than the last: identifiers start again lower after a quiet week (Bot API, Update).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from bot.clock import Clock
from bot.conversations.inbox import receive
from bot.storage.database import Database
from connectors.telegram.held import hold, holds
from connectors.telegram.outage import told
from connectors.telegram.updates import Received, read_update, update_number
from connectors.understanding import danger

log = structlog.get_logger()


class Reception:
    """Stores updates in the inbox."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def store(self, updates: Iterable[Any]) -> None:
        """Store the updates, each once, in one transaction. One that cannot be stored is put aside.

        Raises:
            sqlalchemy.exc.OperationalError: the database is down; nothing is stored, nothing may be acknowledged.
        """
        received = [message for message in map(_read, updates) if message is not None]
        if not received:
            return
        async with self._database.begin() as connection:
            for message in received:
                self._keep(connection, message)

    def _keep(self, connection: Connection, message: Received) -> None:
        """Store one message inside a savepoint, so that a failure takes no other with it."""
        try:
            with connection.begin_nested():
                self._receive(connection, message)
        except sa.exc.OperationalError:
            raise
        except Exception as error:
            _put_aside(message.key, error)

    def _receive(self, connection: Connection, message: Received) -> None:
        content, now = message.content, self._clock.now()
        urgent = danger(content) is not None
        if "file" in content and urgent:
            # words of danger are answered at once; their photo follows
            receive(connection, message.conversation_id, f"{message.key}.caption", {"text": content["text"]}, now)
            content = {**content, "text": ""}
        waits = "file" in content or (not urgent and holds(connection, message.conversation_id))
        number = receive(connection, message.conversation_id, message.key, content, now)
        if number is not None and waits:
            hold(connection, number)


def _read(update: Any) -> Received | None:
    try:
        return read_update(update)
    except Exception as error:
        _put_aside(update_number(update), error)
        return None


def _put_aside(update: object, error: Exception) -> None:
    """An update that will never be stored: said loudly, without what is in it."""
    log.error("telegram_update_put_aside", update=update, **told(error))
