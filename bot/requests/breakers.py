"""Breakers: a destination that fails again and again, or asks for it, is left alone for a while.

They stand in the database, so that all workers leave it alone together, and a restart forgets nothing. What
waits for the destination loses no try meanwhile; then one delivery of one worker goes first, to see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import insert_new
from bot.storage.tables import breakers

FAILURES_IN_A_ROW = 5
PAUSE = timedelta(minutes=1)

_OF = breakers.c


@dataclass(frozen=True)
class Breaker:
    """How a destination does: failures since it answered last, and until when it is left alone."""

    destination: str
    failures: int = 0
    open_until: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether nothing may be tried there now."""
        return self.open_until is not None and now < self.open_until


def breaker_of(connection: Connection, destination: str) -> Breaker:
    """The destination's breaker."""
    row = connection.execute(sa.select(breakers).where(_OF.destination == destination)).first()
    return Breaker(*row) if row else Breaker(destination)


def open_breakers(connection: Connection, now: datetime) -> list[str]:
    """The destinations that are being left alone."""
    query = sa.select(_OF.destination).where(_OF.open_until > now).order_by(_OF.destination)
    return list(connection.execute(query).scalars())


def allowed(connection: Connection, destination: str, most: int, now: datetime) -> int:
    """How many deliveries the caller may try now, of `most`; one for a single worker when many failed before."""
    breaker = breaker_of(connection, destination)
    if breaker.is_open(now):
        return 0
    if breaker.failures < FAILURES_IN_A_ROW:
        return most
    free = sa.or_(_OF.open_until.is_(None), _OF.open_until <= now)
    taken = breakers.update().where(_OF.destination == destination, free).values(open_until=now + PAUSE)
    return int(connection.execute(taken).rowcount)


def note_success(connection: Connection, destination: str) -> None:
    """The destination answers."""
    connection.execute(breakers.delete().where(_OF.destination == destination))


def note_failure(connection: Connection, destination: str, now: datetime, retry_after: timedelta | None = None) -> None:
    """The destination does not answer, or asks to be left alone for a time."""
    insert_new(connection, breakers, destination=destination, failures=0)
    this = _OF.destination == destination
    row = connection.execute(sa.select(breakers).where(this).with_for_update()).one()
    failures, open_until = row.failures + 1, row.open_until
    pause = retry_after or (PAUSE if failures >= FAILURES_IN_A_ROW else None)
    if pause is not None:
        open_until = max(now + pause, open_until or now)
    connection.execute(breakers.update().where(this).values(failures=failures, open_until=open_until))
