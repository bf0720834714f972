"""The dispatcher: it takes deliveries that are due and hands them to their destinations.

Each destination has a lane of its own, so that a slow one holds up nobody else. A try that failed is put
off along the schedule; one that may have arrived is looked up first; after the last try, or a refusal,
the delivery goes by e-mail where the territory says so, or waits, dead, for an agent.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.engine import Connection

from actions.backoffice.adapter import (
    BackOffice,
    DeliveryError,
    DeliveryFailed,
    DeliveryRefused,
    DeliveryUncertain,
    Receipt,
)
from actions.backoffice.attempt import Attempt
from actions.backoffice.ledger import Ledger
from actions.backoffice.packing import pack
from actions.backoffice.schedule import UNCERTAIN_WAIT, next_try
from bot.clock import Clock
from bot.requests.breakers import allowed, breaker_of, note_failure, note_success
from bot.requests.deliveries import (
    DEAD,
    DELIVERED,
    WAITING,
    Job,
    bury_orphans,
    is_due,
    lease,
    redirect,
    settle,
)
from bot.requests.outbox import REQUEST
from bot.requests.register import get_requests, note_sent
from bot.requests.service_request import ServiceRequest
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.signals import heard
from bot.territory.destinations import EMAIL
from bot.territory.territory import Territory

SWEEP_SECONDS = 2.0
MOST_AT_ONCE = 40
TRY_SECONDS = 90.0  # under the lease, so that no other worker takes what is still being sent
TRIES_BEFORE_FALLBACK = 5  # the fifth comes two and a half hours after the first

log = structlog.get_logger()


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
        self._troubled: set[str] = set()  # destinations whose breaker counts a failure
        self._ledger = Ledger(database)
        self._chance = random.Random()  # noqa: S311 (spreads retries, guards nothing)

    async def run(self) -> None:
        """Deliver what falls due, until cancelled."""
        async with self._database.begin() as connection:
            bury_orphans(connection, list(self._back_offices), "Cette destination n’existe plus dans le territoire.")
        lanes = [asyncio.ensure_future(self._run_lane(destination)) for destination in self._back_offices]
        try:
            await asyncio.gather(*lanes)
        finally:
            for lane in lanes:
                lane.cancel()

    async def deliver_due(self) -> int:
        """Try once what is due at each destination; return how many were tried."""
        return sum(await asyncio.gather(*(self._deliver_some(destination) for destination in self._back_offices)))

    async def _run_lane(self, destination: str) -> None:
        news = self._database.signals.subscribe("deliveries")
        while True:
            if not await self._deliver_some(destination):
                await heard(news, SWEEP_SECONDS)

    async def _deliver_some(self, destination: str) -> int:
        now = self._clock.now()
        with self._database.read() as connection:
            breaker = breaker_of(connection, destination)
            if breaker.is_open(now) or not is_due(connection, destination, now):
                return 0
        if breaker.failures:
            self._troubled.add(destination)
        async with self._database.begin() as connection:
            jobs = lease(connection, destination, now, allowed(connection, destination, MOST_AT_ONCE, now))
        await asyncio.gather(*(self._deliver(job, packed) for job, packed in self._pack(jobs)))
        return len(jobs)

    def _pack(self, jobs: Sequence[Job]) -> list[tuple[Job, Attempt | DeliveryRefused]]:
        with self._database.read() as connection:
            requests = get_requests(connection, {job.reference for job in jobs})
            return [(job, self._attempt(connection, job, requests[job.reference])) for job in jobs]

    def _attempt(self, connection: Connection, job: Job, request: ServiceRequest) -> Attempt | DeliveryRefused:
        try:
            parcel, comment = pack(connection, job, request, self._territory, self._settings)
        except DeliveryRefused as error:
            return error
        return Attempt(self._back_offices[job.destination], parcel, comment, job.uncertain)

    async def _deliver(self, job: Job, packed: Attempt | DeliveryRefused) -> None:
        if isinstance(packed, DeliveryRefused):
            await self._put_off(job, packed, job.uncertain, was_tried=False)
            return
        try:
            receipt = await asyncio.wait_for(packed.run(), TRY_SECONDS)
        except DeliveryError as error:
            failure: DeliveryError = error
        except asyncio.TimeoutError:
            failure = DeliveryUncertain("Le système destinataire est trop lent.")
        except Exception as error:
            log.error("delivery_broke", delivery=job.id, error=type(error).__name__, exc_info=True)
            failure = DeliveryUncertain("Un incident de Parvis a interrompu cet envoi.")
        else:
            await self._ledger.write(partial(self._close, job=job, receipt=receipt))
            return
        await self._put_off(job, failure, packed.uncertain)

    def _note(self, connection: Connection, destination: str, failure: DeliveryError | None = None) -> None:
        """Note how the destination does; what it refuses, it has answered."""
        if failure is not None and not isinstance(failure, DeliveryRefused):
            self._troubled.add(destination)
            note_failure(connection, destination, self._clock.now(), getattr(failure, "retry_after", None))
        elif destination in self._troubled:
            self._troubled.remove(destination)
            note_success(connection, destination)

    def _close(self, connection: Connection, job: Job, receipt: Receipt) -> None:
        """Write that the destination has it; while it has given no number, ask for it again."""
        now, number, token = self._clock.now(), receipt.external_id, receipt.token
        asks_again = next_try(job.attempts, now, self._chance) if token and number is None else None
        values = {"state": WAITING, "next_at": asks_again} if asks_again else {"state": DELIVERED}
        known = {"external_id": number} if number else {}
        self._note(connection, job.destination)
        settled = settle(connection, job, token=token, uncertain=False, last_error=None, **values, **known)
        if settled and (number or token):
            note_sent(connection, job.reference, now, f"Transmis à {self._territory.departments[job.department].name}.")

    async def _put_off(self, job: Job, failure: DeliveryError, uncertain: bool, was_tried: bool = True) -> None:
        log.warning("delivery_failed", delivery=job.id, attempts=job.attempts, reason=str(failure))
        async with self._database.begin() as connection:
            if was_tried:
                self._note(connection, job.destination, failure)
            if self._falls_back(job, failure, uncertain):
                redirect(connection, job, EMAIL, self._clock.now())
                return
            next_at = self._next_try(job, failure, uncertain)
            values = {"state": WAITING, "next_at": next_at} if next_at else {"state": DEAD}
            settle(connection, job, uncertain=uncertain, last_error=str(failure), **values)

    def _falls_back(self, job: Job, failure: DeliveryError, uncertain: bool) -> bool:
        """Whether it goes by e-mail: never what the destination may have, or it would be there twice."""
        destination = self._territory.destinations.get(job.destination)
        if destination is None or not destination.fallback or job.kind != REQUEST or uncertain or job.token:
            return False
        return isinstance(failure, DeliveryRefused) or job.attempts >= TRIES_BEFORE_FALLBACK

    def _next_try(self, job: Job, failure: DeliveryError, uncertain: bool) -> object:
        if isinstance(failure, DeliveryRefused):
            return None
        asked = failure.retry_after if isinstance(failure, DeliveryFailed) else None
        at_least = max(asked or timedelta(0), UNCERTAIN_WAIT if uncertain else timedelta(0))
        return next_try(job.attempts, self._clock.now(), self._chance, at_least)
