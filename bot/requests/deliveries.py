"""Deliveries under way: which are due, who holds them, and what came of each try.

A delivery is taken under a lease: when its worker dies, the lease ends and another worker goes on. What
goes to one department about one request goes in order: a word waits until the request has arrived.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.requests.outbox import REQUEST
from bot.storage.database import changed
from bot.storage.tables import deliveries, service_requests

WAITING, SENDING, DELIVERED, DEAD = "waiting", "sending", "delivered", "dead"
LEASE = timedelta(minutes=2)


def _something_before() -> Any:
    """An earlier delivery of the same request to the same department that has not arrived."""
    earlier = deliveries.alias("earlier")
    is_dead = sa.and_(earlier.c.state == DEAD, earlier.c.kind == REQUEST)
    unfinished = sa.or_(earlier.c.state == WAITING, earlier.c.state == SENDING, is_dead)
    same = (earlier.c.reference == deliveries.c.reference, earlier.c.department == deliveries.c.department)
    return sa.exists().where(*same, earlier.c.id < deliveries.c.id, unfinished)


# Each lane asks at every change: built once, since building the statement takes longer than running it.
_READY = sa.or_(
    sa.and_(deliveries.c.state == WAITING, deliveries.c.next_at <= sa.bindparam("now")),
    sa.and_(deliveries.c.state == SENDING, deliveries.c.leased_until <= sa.bindparam("now")),
)
_DUE = (
    sa.select(deliveries)
    .where(deliveries.c.destination == sa.bindparam("destination"), _READY, ~_something_before())
    .order_by(deliveries.c.id)
    .limit(sa.bindparam("most"))
)
_LEASE = _DUE.with_for_update(skip_locked=True)


@dataclass(frozen=True)
class Job:
    """A delivery under our lease. `uncertain` tells that an earlier try may have arrived."""

    id: int
    reference: str
    department: str
    destination: str
    kind: str
    content: Mapping[str, Any] | None
    attempts: int
    uncertain: bool
    token: str | None
    instead_of: str | None

    @property
    def key(self) -> str:
        """What the destination may recognise it by, the same at each try."""
        return self.reference if self.kind == REQUEST else f"{self.reference}.{self.id}"


def is_due(connection: Connection, destination: str, now: datetime) -> bool:
    """Whether a destination has something to take; this locks nothing."""
    return connection.execute(_DUE, {"destination": destination, "now": now, "most": 1}).first() is not None


def lease(connection: Connection, destination: str, now: datetime, most: int) -> list[Job]:
    """Take the deliveries of a destination that are due, and those whose taker died, the oldest first."""
    rows = connection.execute(_LEASE, {"destination": destination, "now": now, "most": most}).fetchall()
    connection.execute(
        deliveries.update()
        .where(deliveries.c.id.in_([row.id for row in rows]))
        .values(state=SENDING, leased_until=now + LEASE, attempts=deliveries.c.attempts + 1)
    )
    return [_job(row) for row in rows]


def settle(connection: Connection, job: Job, **values: object) -> bool:
    """Write what came of the try; False, and nothing is written, when another worker took the delivery over."""
    result = connection.execute(
        deliveries.update()
        .where(deliveries.c.id == job.id, deliveries.c.state == SENDING, deliveries.c.attempts == job.attempts)
        .values(leased_until=None, **values)
    )
    changed(connection, "deliveries")
    changed(connection, "requests", job.reference)
    return bool(result.rowcount)


def redirect(connection: Connection, job: Job, destination: str, now: datetime) -> None:
    """Send the request, and the words that wait behind it, to another destination of the same department."""
    values = {"destination": destination, "next_at": now}
    if settle(connection, job, state=WAITING, attempts=0, instead_of=job.destination, **values):
        behind = (deliveries.c.reference == job.reference, deliveries.c.department == job.department)
        waiting = (deliveries.c.state == WAITING, deliveries.c.destination == job.destination)
        connection.execute(deliveries.update().where(*behind, *waiting).values(**values))


def bury_orphans(connection: Connection, destinations: Collection[str], reason: str) -> None:
    """Put aside what waits for a destination that the territory no longer has."""
    orphans = (deliveries.c.state == WAITING, deliveries.c.destination.not_in(destinations))
    connection.execute(deliveries.update().where(*orphans).values(state=DEAD, last_error=reason))


def sent_requests(connection: Connection, destination: str) -> list[tuple[str, str, str]]:
    """Reference, number over there and state of the open requests that a destination is in charge of."""
    of, later = service_requests.c, deliveries.alias("later")
    is_former = sa.exists().where(
        later.c.reference == deliveries.c.reference, later.c.kind == REQUEST, later.c.id > deliveries.c.id
    )
    # The few open requests come first, not the many deliveries that ever arrived.
    is_open = deliveries.c.reference.in_(sa.select(of.reference).where(of.closed_at.is_(None)))
    query = (
        sa.select(deliveries.c.reference, deliveries.c.external_id, of.status)
        .join(service_requests, of.reference == deliveries.c.reference)
        .where(deliveries.c.destination == destination, deliveries.c.kind == REQUEST)
        .where(deliveries.c.external_id.is_not(None), is_open, ~is_former)
    )
    return [tuple(row) for row in connection.execute(query.order_by(deliveries.c.id))]


def receiver(connection: Connection, destination: str, reference: str) -> str | None:
    """The department for which a destination has the request, None when it was never sent there."""
    query = sa.select(deliveries.c.department).where(
        deliveries.c.reference == reference, deliveries.c.destination == destination, deliveries.c.kind == REQUEST
    )
    row = connection.execute(query.order_by(deliveries.c.id.desc()).limit(1)).first()
    return None if row is None else str(row.department)


def external_id(connection: Connection, reference: str, department: str) -> str | None:
    """The number that a department's system gave to a request."""
    given = sa.select(deliveries.c.external_id).where(
        deliveries.c.reference == reference, deliveries.c.department == department, deliveries.c.kind == REQUEST
    )
    row = connection.execute(given.order_by(deliveries.c.id.desc()).limit(1)).first()
    return None if row is None else row.external_id


def _job(row: Row) -> Job:
    return Job(
        id=row.id,
        reference=row.reference,
        department=row.department,
        destination=row.destination,
        kind=row.kind,
        content=row.content,
        attempts=row.attempts + 1,
        uncertain=row.uncertain or row.state == SENDING,
        token=row.token,
        instead_of=row.instead_of,
    )
