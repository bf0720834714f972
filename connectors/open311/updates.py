"""Service request updates, mySociety's extension: what happened to requests, told and heard.

https://wiki.open311.org/GeoReport_v2 knows only the present state of a request; FixMyStreet and
open311-adapter exchange each change, under `servicerequestupdates`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from aiohttp import web
from sqlalchemy.engine import Connection

from bot.api_keys import ApiKey
from bot.requests.lifecycle import STATUSES
from bot.storage.tables import deliveries, request_history, voices
from connectors.keys import TOWN
from connectors.open311.answer import answer
from connectors.open311.caller import READER
from connectors.open311.parameters import MOST_PAGES, MOST_ROWS, check_jurisdiction, moment, number, span
from connectors.open311.selection import CHANNEL


async def list_updates(request: web.Request) -> web.Response:
    """The changes of state in a period, the oldest first.

    What an agent wrote to residents is told to the key that posted the request and to that of a department
    which has it; anybody else reads the state alone.
    """
    check_jurisdiction(request)
    town = request.app[TOWN]
    start, end = span(moment(request, "start_date"), moment(request, "end_date"), town.clock.now())
    page = number(request, "page", 1, MOST_PAGES)
    size = number(request, "page_size", MOST_ROWS, MOST_ROWS)
    with town.database.read() as connection:
        rows = connection.execute(changes(start, end).limit(size).offset((page - 1) * size)).fetchall()
        told = _told_all(connection, request.get(READER), {row.reference for row in rows})
    zone = town.territory.timezone
    shown = [_update(row, row.reference in told, row.at.astimezone(zone)) for row in rows]
    return answer(request, "service_request_updates", shown)


def changes(start: datetime, end: datetime) -> Any:
    """A query of the changes of state in a period, the oldest first."""
    of = request_history.c
    query = sa.select(of.id, of.reference, of.at, of.kind, of.text)
    return query.where(of.at.between(start, end), of.kind.in_(list(STATUSES))).order_by(of.at, of.id)


def _told_all(connection: Connection, key: ApiKey | None, references: set[str]) -> set[str]:
    """Those of the requests whose agents' words the key may read."""
    if key is None or not references:
        return set()
    mine = sa.select(voices.c.reference).where(
        voices.c.reference.in_(references), voices.c.conversation_id.startswith(f"{CHANNEL}:{key.name}-")
    )
    theirs = sa.select(deliveries.c.reference).where(
        deliveries.c.reference.in_(references), deliveries.c.department == key.department
    )
    return {row.reference for row in connection.execute(mine.union(theirs))}


def _update(row: Any, told: bool, at: datetime) -> dict[str, Any]:
    status = STATUSES[row.kind]
    return {
        "update_id": str(row.id),
        "service_request_id": row.reference,
        "status": status.mysociety,
        "updated_datetime": at.isoformat(timespec="seconds"),
        "description": (row.text if told else "") or status.words,
        "media_url": None,
    }
