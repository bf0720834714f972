"""The ledger: what came of several tries is written in one commit, when they end at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy.engine import Connection

from bot.storage.database import Database

# A commit waits for the disk several times as long as this: who ends meanwhile shares it.
LINGER_SECONDS = 0.01

Entry = Callable[[Connection], None]


class Ledger:
    """Whoever comes while a commit is under way shares the next one. A killed process loses none of them:
    their leases end, and what had arrived is looked up."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._waiting: list[Entry] = []

    async def write(self, entry: Entry) -> None:
        """Return once the entry is committed."""
        self._waiting.append(entry)
        async with self._turn:
            if self._waiting:
                await asyncio.sleep(LINGER_SECONDS)
            entries, self._waiting = self._waiting, []
            if entries:
                async with self._database.begin() as connection:
                    for written in entries:
                        written(connection)
