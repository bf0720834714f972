"""Housekeeping: what time alone brings about. Agents who left are noticed, and old data is erased each night."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date

import structlog

from bot.conversations.idle import release_idle
from bot.privacy.purge import purge
from connectors.town import Town

PAUSE_SECONDS = 60
PURGE_HOUR = 3  # local time, when nobody writes

log = structlog.get_logger()


@dataclass
class Housekeeping:
    """The regular work of a town."""

    town: Town
    _purged_on: date | None = field(default=None)

    async def run(self) -> None:
        """Work every minute, until cancelled."""
        while True:
            await self.release_idle()
            await self.purge_nightly()
            await asyncio.sleep(PAUSE_SECONDS)

    async def release_idle(self) -> None:
        """Take back the conversations that their agents left."""
        async with self.town.database.begin() as connection:
            release_idle(connection, self.town.clock.now())

    async def purge_nightly(self) -> None:
        """Erase what has lived its time, once each night."""
        town, now = self.town, self.town.clock.now()
        local = now.astimezone(town.territory.timezone)
        if local.hour < PURGE_HOUR or self._purged_on == local.date():
            return
        erased = await purge(town.database, town.settings.var / "media", now)
        self._purged_on = local.date()
        log.info("purged", erased=sum(erased.values()))
