"""Dead letters: deliveries that were given up, and what an agent decides of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.errors import ParvisError
from bot.requests.deliveries import DEAD, DELIVERED, WAITING
from bot.requests.outbox import REQUEST
from bot.storage.database import changed
from bot.storage.tables import deliveries, service_requests


class DeadLetterUnknown(ParvisError):
    """No delivery of this number has been given up: another agent has dealt with it, perhaps."""

    code = "envoi_inconnu"

    def __init__(self) -> None:
        super().__init__("Cet envoi n’est plus en attente d’une décision.")


@dataclass(frozen=True)
class DeadLetter:
    """A delivery that was given up. `uncertain` tells that its destination may have it all the same."""

    id: int
    reference: str
    service_code: str
    kind: str
    department: str
    destination: str
    attempts: int
    uncertain: bool
    last_error: str | None


def dead_letters(connection: Connection, most: int = 200) -> list[DeadLetter]:
    """Deliveries that were given up, the oldest first."""
    columns = (deliveries.c.id, deliveries.c.reference, service_requests.c.service_code, deliveries.c.kind)
    state = (deliveries.c.department, deliveries.c.destination, deliveries.c.attempts, deliveries.c.uncertain)
    query = (
        sa.select(*columns, *state, deliveries.c.last_error)
        .join(service_requests, service_requests.c.reference == deliveries.c.reference)
        .where(deliveries.c.state == DEAD)
        .order_by(deliveries.c.id)
        .limit(most)
    )
    return [DeadLetter(*row) for row in connection.execute(query)]


def count_dead_letters(connection: Connection) -> int:
    """How many deliveries wait for an agent's decision."""
    query = sa.select(sa.func.count()).select_from(deliveries).where(deliveries.c.state == DEAD)
    return int(connection.execute(query).scalar_one())


def bury(connection: Connection, destination: str, key: str, reason: str) -> None:
    """Give up what a destination took under this key and did not get after all."""
    reference, _, number = key.partition(".")
    this = deliveries.c.id == int(number) if number.isdecimal() else deliveries.c.kind == REQUEST
    taken = (deliveries.c.reference == reference, deliveries.c.destination == destination, this)
    connection.execute(
        deliveries.update().where(*taken, deliveries.c.state == DELIVERED).values(state=DEAD, last_error=reason)
    )
    changed(connection, "deliveries")


def replay(connection: Connection, letter: int, now: datetime, checked: bool) -> str:
    """Try again from the beginning; return the request's reference.

    An uncertain one is looked up first, unless the agent has `checked` that it did not arrive.

    Raises:
        DeadLetterUnknown: nothing is changed.
    """
    certain = {"uncertain": False, "token": None} if checked else {}
    return _decide(connection, letter, state=WAITING, attempts=0, next_at=now, **certain)


def mark_arrived(connection: Connection, letter: int) -> str:
    """Believe the agent who saw that it arrived; return the request's reference.

    Raises:
        DeadLetterUnknown: nothing is changed.
    """
    return _decide(connection, letter, state=DELIVERED, uncertain=False)


def _decide(connection: Connection, letter: int, **values: object) -> str:
    dead = (deliveries.c.id == letter, deliveries.c.state == DEAD)
    row = connection.execute(sa.select(deliveries.c.reference).where(*dead)).first()
    if row is None or not connection.execute(deliveries.update().where(*dead).values(**values)).rowcount:
        raise DeadLetterUnknown()
    changed(connection, "deliveries")
    changed(connection, "requests", row.reference)
    return str(row.reference)
