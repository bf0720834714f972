"""The register of requests: recording one, finding some, changing the state of one.

Recording writes the request, its history, its first voice and its deliveries in the caller's
transaction: all of it is kept, or nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.errors import ParvisError
from bot.requests.deadlines import expected_at
from bot.requests.lifecycle import check_transition
from bot.requests.references import new_reference
from bot.requests.service_request import (
    DeliveryState,
    HistoryEntry,
    NewRequest,
    Place,
    ServiceRequest,
)
from bot.storage.database import changed
from bot.storage.tables import deliveries, request_history, service_requests, voices
from bot.territory.departments import Department
from bot.territory.position import Position
from bot.territory.routing import district_of, route
from bot.territory.territory import Territory

BY_RESIDENT = "habitant"
BY_ASSISTANT = "assistant"


class RequestUnknown(ParvisError):
    """No request bears this reference, or the caller may not see it."""

    code = "demande_inconnue"

    def __init__(self) -> None:
        super().__init__("Aucune demande ne porte ce numéro de suivi.")


def record(connection: Connection, territory: Territory, new: NewRequest, now: datetime) -> ServiceRequest:
    """Record a request and route it to who mends it; return it as recorded."""
    reference = _free_reference(connection)
    department = _department(territory, new, now)
    connection.execute(
        service_requests.insert().values(
            reference=reference,
            status="recu",
            service_code=new.service_code,
            description=new.description,
            **_place_columns(new.place),
            attributes=dict(new.attributes),
            media=list(new.media),
            channel=new.conversation_id.partition(":")[0],
            contact=dict(new.contact) if new.contact else None,
            agency=department.name,
            requested_at=now,
            updated_at=now,
            expected_at=expected_at(territory, territory.services[new.service_code], now),
        )
    )
    _write_history(connection, reference, now, "creation", BY_RESIDENT, "Demande enregistrée.")
    add_voice(connection, reference, new.conversation_id, now)
    _schedule_delivery(connection, reference, department, now)
    return get_request(connection, reference)


def get_request(connection: Connection, reference: str) -> ServiceRequest:
    """The request of this reference, whole.

    Raises:
        RequestUnknown: there is none.
    """
    row = connection.execute(sa.select(service_requests).where(service_requests.c.reference == reference)).first()
    if row is None:
        raise RequestUnknown()
    return _request(connection, row)


def requests_since(connection: Connection, since: datetime | None = None, most: int = 1000) -> list[ServiceRequest]:
    """Requests made at `since` or later, the newest first."""
    query = sa.select(service_requests).order_by(service_requests.c.requested_at.desc()).limit(most)
    if since is not None:
        query = query.where(service_requests.c.requested_at >= since)
    return [_request(connection, row) for row in connection.execute(query).fetchall()]


def changed_since(connection: Connection, since: datetime) -> list[ServiceRequest]:
    """Requests made or changed at `since` or later, the oldest first."""
    query = (
        sa.select(service_requests)
        .where(service_requests.c.updated_at >= since)
        .order_by(service_requests.c.requested_at)
    )
    return [_request(connection, row) for row in connection.execute(query).fetchall()]


def requests_of(connection: Connection, conversation_id: str) -> list[ServiceRequest]:
    """Requests in which the conversation has a voice, the newest first."""
    query = (
        sa.select(service_requests)
        .join(voices, voices.c.reference == service_requests.c.reference)
        .where(voices.c.conversation_id == conversation_id)
        .order_by(service_requests.c.requested_at.desc())
    )
    return [_request(connection, row) for row in connection.execute(query).fetchall()]


def voices_of(connection: Connection, reference: str) -> list[str]:
    """Identifiers of the conversations that are told of the request's progress."""
    rows = connection.execute(sa.select(voices.c.conversation_id).where(voices.c.reference == reference))
    return [row.conversation_id for row in rows]


def add_voice(connection: Connection, reference: str, conversation_id: str, now: datetime) -> None:
    """Have the conversation told of the request's progress, once."""
    known = sa.select(voices.c.reference).where(
        voices.c.reference == reference, voices.c.conversation_id == conversation_id
    )
    if not connection.execute(known).first():
        connection.execute(voices.insert().values(reference=reference, conversation_id=conversation_id, created_at=now))


def set_status(
    connection: Connection, reference: str, status: str, by: str, now: datetime, note: str = ""
) -> ServiceRequest:
    """Change the state of a request and write it into its history.

    Raises:
        RequestUnknown, StatusUnknown, TransitionRefused: nothing is changed.
    """
    check_transition(get_request(connection, reference).status, status)
    connection.execute(
        service_requests.update().where(service_requests.c.reference == reference).values(status=status, updated_at=now)
    )
    _write_history(connection, reference, now, status, by, note)
    changed(connection, "requests", reference)
    return get_request(connection, reference)


def _free_reference(connection: Connection) -> str:
    while True:
        reference = new_reference()
        taken = sa.select(service_requests.c.reference).where(service_requests.c.reference == reference)
        if not connection.execute(taken).first():
            return reference


def _department(territory: Territory, new: NewRequest, now: datetime) -> Department:
    place = new.place
    district = None
    if place.latitude is not None and place.longitude is not None:
        district = district_of(territory, Position(place.latitude, place.longitude))
    return route(territory, new.service_code, district.code if district else None, now)


def _schedule_delivery(connection: Connection, reference: str, department: Department, now: datetime) -> None:
    connection.execute(
        deliveries.insert().values(
            reference=reference,
            department=department.code,
            destination=department.destination,
            state="waiting",
            attempts=0,
            next_at=now,
        )
    )
    changed(connection, "deliveries")
    changed(connection, "requests", reference)


def _write_history(connection: Connection, reference: str, at: datetime, kind: str, by: str, text: str) -> None:
    connection.execute(request_history.insert().values(reference=reference, at=at, kind=kind, by=by, text=text))


def _place_columns(place: Place) -> dict[str, object]:
    columns = asdict(place)
    columns["place_note"] = columns.pop("note")
    return columns


def _request(connection: Connection, row: Row) -> ServiceRequest:
    values = dict(row._mapping)
    place = Place(
        address=values.pop("address"),
        note=values.pop("place_note"),
        latitude=values.pop("latitude"),
        longitude=values.pop("longitude"),
        inside=values.pop("inside"),
    )
    values["media"] = tuple(values["media"])
    return ServiceRequest(
        **values,
        place=place,
        voices=len(voices_of(connection, row.reference)),
        deliveries=_deliveries(connection, row.reference),
        history=_history(connection, row.reference),
    )


def _deliveries(connection: Connection, reference: str) -> tuple[DeliveryState, ...]:
    columns = (
        deliveries.c.destination,
        deliveries.c.state,
        deliveries.c.attempts,
        deliveries.c.external_id,
    )
    rows = connection.execute(sa.select(*columns).where(deliveries.c.reference == reference).order_by(deliveries.c.id))
    return tuple(DeliveryState(*row) for row in rows)


def _history(connection: Connection, reference: str) -> tuple[HistoryEntry, ...]:
    rows = connection.execute(
        sa.select(
            request_history.c.at,
            request_history.c.kind,
            request_history.c.by,
            request_history.c.text,
        )
        .where(request_history.c.reference == reference)
        .order_by(request_history.c.id)
    )
    return tuple(HistoryEntry(*row) for row in rows)
