"""The collector: it asks each destination, every few minutes, what became of the requests it has."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from actions.backoffice.adapter import BackOffice, DeliveryError, Fetched, Sent
from actions.backoffice.updates import UpdateForeign, take
from bot.clock import Clock
from bot.requests.deliveries import sent_requests
from bot.storage.database import Database, insert_new
from bot.storage.tables import kept_values
from bot.territory.destinations import DESK
from bot.territory.territory import Territory

REST_SECONDS = 300.0

log = structlog.get_logger()


class Collector:
    """Fetches updates and takes each one once, however often a destination gives it."""

    def __init__(
        self, database: Database, territory: Territory, back_offices: Mapping[str, BackOffice], clock: Clock
    ) -> None:
        self._database = database
        self._territory = territory
        self._back_offices = {code: office for code, office in back_offices.items() if code != DESK}
        self._clock = clock

    async def run(self) -> None:
        """Collect, and again every five minutes, until cancelled."""
        while True:
            await self.collect()
            await asyncio.sleep(REST_SECONDS)

    async def collect(self) -> int:
        """Ask every destination once; return how many updates were new."""
        return sum(await asyncio.gather(*(self._collect(*item) for item in self._back_offices.items())))

    async def _collect(self, destination: str, office: BackOffice) -> int:
        with self._database.read() as connection:
            sent = [Sent(*row) for row in sent_requests(connection, destination)]
            mark = _mark(connection, destination)
        try:
            fetched = await office.fetch_updates(sent, mark)
        except DeliveryError as error:
            log.warning("updates_not_fetched", destination=destination, reason=str(error))
            return 0
        except Exception as error:
            log.error("updates_broke", destination=destination, error=type(error).__name__, exc_info=True)
            return 0
        return await self._take_all(destination, fetched)

    async def _take_all(self, destination: str, fetched: Fetched) -> int:
        """Each update in a transaction of its own; the mark moves on when all of them are taken."""
        now, news = self._clock.now(), 0
        for update in fetched.updates:
            try:
                async with self._database.begin() as connection:
                    news += take(connection, self._territory, destination, update, now)
            except UpdateForeign as error:
                log.warning("update_foreign", destination=destination, error=error.code)
        if fetched.mark is not None:
            async with self._database.begin() as connection:
                _keep_mark(connection, destination, fetched.mark)
        return news


def _mark(connection: Connection, destination: str) -> str | None:
    row = connection.execute(sa.select(kept_values.c.value).where(kept_values.c.name == _name(destination))).first()
    return None if row is None else str(row.value)


def _keep_mark(connection: Connection, destination: str, mark: str) -> None:
    kept = kept_values.c.name == _name(destination)
    if not connection.execute(kept_values.update().where(kept).values(value=mark)).rowcount:
        insert_new(connection, kept_values, name=_name(destination), value=mark)


def _name(destination: str) -> str:
    return f"updates:{destination}"
