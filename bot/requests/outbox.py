"""What leaves for the department in charge of a request, as rows that the dispatcher delivers in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.storage.database import changed
from bot.storage.tables import deliveries
from bot.territory.departments import Department

REQUEST, COMMENT = "request", "comment"


def send_request(connection: Connection, reference: str, department: Department, now: datetime) -> None:
    """Have the request delivered to a department."""
    _schedule(connection, reference, department.code, department.destination, now, REQUEST, None)


def in_charge(connection: Connection, reference: str) -> Row | None:
    """The `department` that was sent the request last, and its `destination`."""
    sent = sa.select(deliveries.c.department, deliveries.c.destination).where(
        deliveries.c.reference == reference, deliveries.c.kind == REQUEST
    )
    return connection.execute(sent.order_by(deliveries.c.id.desc()).limit(1)).first()


def tell_service(
    connection: Connection, reference: str, by: str, text: str, now: datetime, media: Sequence[str] = ()
) -> None:
    """Have somebody's words and photos delivered to the department in charge."""
    row = in_charge(connection, reference)
    if row is not None:
        content: dict[str, object] = {"by": by, "text": text, "media": list(media), "at": now.isoformat()}
        _schedule(connection, reference, row.department, row.destination, now, COMMENT, content)


def _schedule(
    connection: Connection,
    reference: str,
    department: str,
    destination: str,
    now: datetime,
    kind: str,
    content: dict[str, object] | None,
) -> None:
    connection.execute(
        deliveries.insert().values(
            reference=reference,
            kind=kind,
            content=content,
            department=department,
            destination=destination,
            state="waiting",
            attempts=0,
            next_at=now,
            created_at=now,
        )
    )
    changed(connection, "deliveries")
    changed(connection, "requests", reference)
