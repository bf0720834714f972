"""The backlog: what waits to be delivered, for each destination, as health and metrics tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.requests.breakers import open_breakers
from bot.requests.deliveries import DEAD, SENDING, WAITING
from bot.storage.tables import deliveries


@dataclass(frozen=True)
class Backlog:
    """Deliveries to one destination that have not arrived; the oldest has waited so many seconds.

    `is_left_alone` tells that the destination's breaker is open.
    """

    destination: str
    waiting: int = 0
    oldest_seconds: float = 0.0
    dead_letters: int = 0
    is_left_alone: bool = False


def backlogs(connection: Connection, now: datetime) -> list[Backlog]:
    """The destinations for which something waits or is dead, or that are left alone, by name."""
    of, left_alone = deliveries.c, set(open_breakers(connection, now))
    columns = (of.destination, of.state, sa.func.count().label("number"), sa.func.min(of.created_at).label("oldest"))
    unfinished = of.state.in_((WAITING, SENDING, DEAD))
    found: dict[str, dict[str, float]] = {destination: {} for destination in left_alone}
    for row in connection.execute(sa.select(*columns).where(unfinished).group_by(of.destination, of.state)):
        counts = found.setdefault(row.destination, {})
        if row.state == DEAD:
            counts["dead_letters"] = row.number
            continue
        age = (now - row.oldest).total_seconds() if row.oldest else 0.0
        counts["waiting"] = counts.get("waiting", 0) + row.number
        counts["oldest_seconds"] = max(age, counts.get("oldest_seconds", 0.0))
    return [Backlog(name, **found[name], is_left_alone=name in left_alone) for name in sorted(found)]  # type: ignore[arg-type]
