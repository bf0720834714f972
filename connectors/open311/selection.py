"""Which requests a GET asks for, and how each is published: nothing in it tells who reported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.requests.lifecycle import STATUSES
from bot.storage.tables import service_requests
from bot.territory.territory import Territory
from connectors.open311.public_words import published

CHANNEL = "georeport"
_POSTCODE = re.compile(r"\b\d{5}\b")
_OF = service_requests.c
_COLUMNS = (
    *(_OF.reference, _OF.status, _OF.service_code, _OF.description, _OF.channel, _OF.agency, _OF.duplicate_of),
    *(_OF.address, _OF.latitude, _OF.longitude, _OF.requested_at, _OF.updated_at, _OF.expected_at),
    _OF.closed_at,
)

Period = tuple[datetime, datetime]


@dataclass(frozen=True)
class Selection:
    """Periods of the making and of the last change, None for any; empty lists leave nothing out."""

    requested: Period | None = None
    updated: Period | None = None
    service_codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    page: int = 1
    page_size: int = 1000


def select(connection: Connection, territory: Territory, selection: Selection) -> list[dict[str, Any]]:
    """One page of requests: the newest first, or the oldest change first."""
    query = sa.select(*_COLUMNS)
    if selection.requested:
        query = query.where(_OF.requested_at.between(*selection.requested))
    if selection.updated:
        query = query.where(_OF.updated_at.between(*selection.updated))
    if selection.service_codes:
        query = query.where(_OF.service_code.in_(selection.service_codes))
    if selection.statuses:
        wanted = [code for code, status in STATUSES.items() if status.open311 in selection.statuses]
        query = query.where(_OF.status.in_(wanted))
    order = _OF.updated_at if selection.updated else _OF.requested_at.desc()
    query = query.order_by(order, _OF.reference).limit(selection.page_size)
    rows = connection.execute(query.offset((selection.page - 1) * selection.page_size))
    return [_item(row, territory) for row in rows]


def select_these(connection: Connection, territory: Territory, references: list[str]) -> list[dict[str, Any]]:
    """The requests of these references, those that there are."""
    query = sa.select(*_COLUMNS).where(_OF.reference.in_(references)).order_by(_OF.requested_at.desc(), _OF.reference)
    return [_item(row, territory) for row in connection.execute(query)]


def _item(row: Row, territory: Territory) -> dict[str, Any]:
    status, service = STATUSES[row.status], territory.services.get(row.service_code)
    hidden = service is None or service.private

    def written(moment: datetime | None) -> str | None:
        return None if moment is None else moment.astimezone(territory.timezone).isoformat(timespec="seconds")

    return {
        "service_request_id": row.reference,
        "status": status.open311,
        "status_notes": _notes(status.words, row.duplicate_of),
        "service_name": service.name if service else None,
        "service_code": row.service_code,
        "description": published(row.description) if row.channel == CHANNEL and not hidden else None,
        "agency_responsible": row.agency,
        "service_notice": service.next_step if service and status.open311 == "open" else None,
        "requested_datetime": written(row.requested_at),
        "updated_datetime": written(row.closed_at or row.updated_at),
        "expected_datetime": written(row.expected_at),
        "address": None if hidden else row.address,
        "address_id": None,
        "zipcode": _zipcode(row.address),
        "lat": None if hidden else row.latitude,
        "long": None if hidden else row.longitude,
        "media_url": None,
    }


def _notes(words: str, duplicate_of: str | None) -> str:
    return f"{words}\u00a0: {duplicate_of}" if duplicate_of else words


def _zipcode(address: str | None) -> str | None:
    found = _POSTCODE.findall(address or "")
    return found[-1] if found else None
