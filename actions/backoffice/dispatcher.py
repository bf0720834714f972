"""The dispatcher: it takes deliveries that are due and hands them to their destinations.

A delivery is taken under a lease, so that another worker goes on when this one dies; a failure puts
it off along the schedule, and after the last try it waits, dead, for an agent.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from actions.backoffice.adapter import BackOffice, DeliveryError, Parcel
from bot.clock import Clock
from bot.requests.outbox import REQUEST
from bot.requests.register import get_request, set_status
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.signals import heard
from bot.storage.tables import deliveries
from bot.territory.territory import Territory

WAITING, SENDING, DELIVERED, DEAD = "waiting", "sending", "delivered", "dead"
LEASE = timedelta(minutes=2)
SCHEDULE = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
JITTER = 0.1
SWEEP_SECONDS = 2.0
MOST_AT_ONCE = 50

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """A delivery under our lease."""

    id: int
    reference: str
    department: str
    destination: str
    attempts: int


class Dispatcher:
    """Delivers requests to the back offices, by the name that departments give as destination."""

    def __init__(
        self,
        database: Database,
        territory: Territory,
        back_offices: Mapping[str, BackOffice],
        clock: Clock,
        settings: Settings,
    ) -> None:
        self._database = database
        self._territory = territory
        self._back_offices = back_offices
        self._clock = clock
        self._settings = settings
        self._chance = random.Random()  # noqa: S311 (spreads retries, guards nothing)

    async def run(self) -> None:
        """Deliver what falls due, until cancelled."""
        news = self._database.signals.subscribe("deliveries")
        while True:
            await self.deliver_due()
            await heard(news, SWEEP_SECONDS)

    async def deliver_due(self) -> int:
        """Try each delivery that is due, once; return how many were tried."""
        async with self._database.begin() as connection:
            jobs = _lease(connection, self._clock.now())
        for job in jobs:
            await self._deliver(job)
        return len(jobs)

    async def _deliver(self, job: Job) -> None:
        with self._database.read() as connection:
            parcel = self._parcel(connection, job)
        try:
            external_id = (await self._back_offices[job.destination].send(parcel)).external_id
        except DeliveryError as error:
            await self._put_off(job, str(error))
            return
        async with self._database.begin() as connection:
            _settle(connection, job, state=DELIVERED, external_id=external_id, last_error=None)
            if external_id is not None and parcel.request.status == "recu":
                by, note = "assistant", f"Transmis à {parcel.department.name}."
                set_status(connection, job.reference, "transmis", by, self._clock.now(), note)

    async def _put_off(self, job: Job, reason: str) -> None:
        log.warning("delivery_failed", delivery=job.id, attempts=job.attempts, reason=reason)
        async with self._database.begin() as connection:
            if job.attempts > len(SCHEDULE):
                _settle(connection, job, state=DEAD, last_error=reason)
                return
            delay = SCHEDULE[job.attempts - 1] * (1 + self._chance.uniform(0, JITTER))
            _settle(connection, job, state=WAITING, next_at=self._clock.now() + delay, last_error=reason)

    def _parcel(self, connection: Connection, job: Job) -> Parcel:
        request = get_request(connection, job.reference)
        settings, territory = self._settings, self._territory
        return Parcel(
            request,
            territory.services[request.service_code],
            territory.departments[job.department],
            page=f"{settings.public_url}/bureau/demandes/{request.reference}",
            photos=tuple(settings.var / "media" / name for name in request.media),
        )


def _lease(connection: Connection, now: datetime) -> list[Job]:
    """Take the deliveries that are due, and those whose taker died."""
    due = sa.or_(
        sa.and_(deliveries.c.state == WAITING, deliveries.c.next_at <= now),
        sa.and_(deliveries.c.state == SENDING, deliveries.c.leased_until <= now),
    )
    rows = connection.execute(
        sa.select(deliveries)
        .where(due, deliveries.c.kind == REQUEST)
        .order_by(deliveries.c.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).fetchall()
    for row in rows:
        connection.execute(
            deliveries.update()
            .where(deliveries.c.id == row.id)
            .values(state=SENDING, leased_until=now + LEASE, attempts=row.attempts + 1)
        )
    return [Job(row.id, row.reference, row.department, row.destination, row.attempts + 1) for row in rows]


def _settle(connection: Connection, job: Job, **values: object) -> None:
    """Write what came of the try, unless another worker took the delivery over meanwhile."""
    connection.execute(
        deliveries.update()
        .where(deliveries.c.id == job.id, deliveries.c.state == SENDING, deliveries.c.attempts == job.attempts)
        .values(leased_until=None, **values)
    )
