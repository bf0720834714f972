"""The register of requests: recording one, finding some, changing the state of one.

Recording writes the request, its history, its first voice and its deliveries in the caller's
transaction: all of it is kept, or nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.errors import ParvisError
from bot.requests.deadlines import expected_at
from bot.requests.history import BY_ASSISTANT, BY_RESIDENT, write_history
from bot.requests.lifecycle import AGENT, CLOSED, DUPLICATE, OriginalMissing, check_transition
from bot.requests.outbox import REQUEST, send_request
from bot.requests.references import new_reference
from bot.requests.search_words import search_text
from bot.requests.service_request import (
    DeliveryState,
    HistoryEntry,
    NewRequest,
    Place,
    RequestHead,
    ServiceRequest,
)
from bot.requests.voices import add_voice, count_voices
from bot.storage.database import changed
from bot.storage.tables import deliveries, request_history, service_requests, voices
from bot.territory.routing import Route, route, spot_of
from bot.territory.territory import Territory

# Most turns run these: built once, since building a statement and its cache key takes longer than running it.
_ONE = sa.select(service_requests).where(service_requests.c.reference == sa.bindparam("wanted"))
_SENT, _LINE = deliveries.c, request_history.c
_DELIVERIES = (
    sa.select(_SENT.reference, _SENT.destination, _SENT.state, _SENT.attempts, _SENT.external_id)
    .where(_SENT.reference.in_(sa.bindparam("references", expanding=True)), _SENT.kind == REQUEST)
    .order_by(_SENT.id)
)
_HISTORIES = (
    sa.select(_LINE.reference, _LINE.at, _LINE.kind, _LINE.by, _LINE.text)
    .where(_LINE.reference.in_(sa.bindparam("references", expanding=True)))
    .order_by(_LINE.id)
)


class RequestUnknown(ParvisError):
    """No request bears this reference, or the caller may not see it."""

    code = "demande_inconnue"

    def __init__(self) -> None:
        super().__init__("Aucune demande ne porte ce numéro de suivi.")


def record(connection: Connection, territory: Territory, new: NewRequest, now: datetime) -> ServiceRequest:
    """Record a request and route it to who mends it; return it as recorded."""
    reference = _free_reference(connection)
    service = territory.services[new.service_code]
    in_charge = route_of(territory, service.code, new.place, now)
    connection.execute(
        service_requests.insert().values(
            reference=reference,
            status="recu",
            service_code=new.service_code,
            description=new.description,
            **place_columns(new.place),
            attributes=dict(new.attributes),
            media=list(new.media),
            channel=new.conversation_id.partition(":")[0],
            contact=dict(new.contact) if new.contact else None,
            agency=in_charge.name,
            requested_at=now,
            updated_at=now,
            expected_at=expected_at(territory, service, now),
            search_text=search_text(reference, service.name, new.description, new.place.words(), in_charge.name),
        )
    )
    said = "Demande enregistrée."
    write_history(connection, reference, now, "creation", BY_RESIDENT, said, new.conversation_id, new.media)
    add_voice(connection, reference, new.conversation_id, now)
    send_request(connection, reference, in_charge.department, now)
    return get_request(connection, reference)


def get_request(connection: Connection, reference: str) -> ServiceRequest:
    """The request of this reference, whole.

    Raises:
        RequestUnknown: there is none.
    """
    return _requests(connection, [_row(connection, reference)])[0]


def get_head(connection: Connection, reference: str) -> RequestHead:
    """The request of this reference without what others added to it.

    Raises:
        RequestUnknown: there is none.
    """
    return RequestHead(**_own_values(_row(connection, reference)))


def get_requests(connection: Connection, references: Collection[str]) -> dict[str, ServiceRequest]:
    """The requests of these references, read at once."""
    query = sa.select(service_requests).where(service_requests.c.reference.in_(list(references)))
    return {request.reference: request for request in _requests(connection, connection.execute(query).fetchall())}


def requests_since(connection: Connection, since: datetime | None = None, most: int = 1000) -> list[ServiceRequest]:
    """Requests made at `since` or later, the newest first."""
    query = sa.select(service_requests).order_by(service_requests.c.requested_at.desc()).limit(most)
    if since is not None:
        query = query.where(service_requests.c.requested_at >= since)
    return _requests(connection, connection.execute(query).fetchall())


def changed_since(connection: Connection, since: datetime) -> list[ServiceRequest]:
    """Requests made or changed at `since` or later, the oldest first."""
    query = (
        sa.select(service_requests)
        .where(service_requests.c.updated_at >= since)
        .order_by(service_requests.c.requested_at)
    )
    return _requests(connection, connection.execute(query).fetchall())


def requests_of(connection: Connection, conversation_id: str) -> list[ServiceRequest]:
    """Requests in which the conversation has a voice, the newest first."""
    query = (
        sa.select(service_requests)
        .join(voices, voices.c.reference == service_requests.c.reference)
        .where(voices.c.conversation_id == conversation_id)
        .order_by(service_requests.c.requested_at.desc())
    )
    return _requests(connection, connection.execute(query).fetchall())


def set_status(
    connection: Connection,
    reference: str,
    status: str,
    by: str,
    now: datetime,
    note: str = "",
    role: str = AGENT,
    duplicate_of: str | None = None,
) -> ServiceRequest:
    """Change the state of a request and write it into its history, with its author and reason.

    A duplicate is made by `bot.requests.merging`, which knows the original.

    Raises:
        RequestUnknown, StatusUnknown, TransitionRefused, OriginalMissing: nothing is changed.
    """
    hold(connection, reference)
    before = get_head(connection, reference)
    check_transition(before.status, status, role)
    if status == DUPLICATE and duplicate_of is None:
        raise OriginalMissing()
    times = {"updated_at": now, "closed_at": now if status in CLOSED else None}
    new = service_requests.update().where(service_requests.c.reference == reference)
    connection.execute(new.values(status=status, duplicate_of=duplicate_of, **times))
    write_history(connection, reference, now, status, by, note)
    changed(connection, "requests", reference)
    return get_request(connection, reference)


def note_sent(connection: Connection, reference: str, now: datetime, note: str) -> None:
    """Write that the service has the request; one that is further on in its life stays as it is."""
    received = (service_requests.c.reference == reference, service_requests.c.status == "recu")
    sent = service_requests.update().where(*received).values(status="transmis", updated_at=now)
    if connection.execute(sent).rowcount:
        write_history(connection, reference, now, "transmis", BY_ASSISTANT, note)
        changed(connection, "requests", reference)


def hold(connection: Connection, reference: str) -> None:
    """Have others wait for the end of this transaction before they change the request (SQLite has one writer)."""
    row = sa.select(service_requests.c.reference).where(service_requests.c.reference == reference)
    connection.execute(row.with_for_update())


def _free_reference(connection: Connection) -> str:
    while True:
        reference = new_reference()
        taken = sa.select(service_requests.c.reference).where(service_requests.c.reference == reference)
        if not connection.execute(taken).first():
            return reference


def route_of(territory: Territory, service_code: str, place: Place, at: datetime) -> Route:
    """Who is in charge of such a report at that moment."""
    return route(territory, service_code, spot_of(territory, place.address, place.position), at)


def place_columns(place: Place) -> dict[str, object]:
    """The place as the table of requests holds it."""
    columns = asdict(place)
    columns["place_note"] = columns.pop("note")
    return columns


def _row(connection: Connection, reference: str) -> Row:
    row = connection.execute(_ONE, {"wanted": reference}).first()
    if row is None:
        raise RequestUnknown()
    return row


def _requests(connection: Connection, rows: Sequence[Row]) -> list[ServiceRequest]:
    """The requests of these rows, in their order; what belongs to them is read for all at once."""
    references = [row.reference for row in rows]
    counts = count_voices(connection, references)
    sent, histories = _deliveries(connection, references), _histories(connection, references)
    return [_request(row, counts[row.reference], sent[row.reference], histories[row.reference]) for row in rows]


def _request(row: Row, voices: int, sent: Sequence[DeliveryState], history: Sequence[HistoryEntry]) -> ServiceRequest:
    return ServiceRequest(**_own_values(row), voices=voices, deliveries=tuple(sent), history=tuple(history))


def _own_values(row: Row) -> dict[str, Any]:
    """The fields of a `RequestHead`."""
    values = dict(row._mapping)
    del values["search_text"]
    place = Place(
        address=values.pop("address"),
        note=values.pop("place_note"),
        latitude=values.pop("latitude"),
        longitude=values.pop("longitude"),
        inside=values.pop("inside"),
    )
    return {**values, "media": tuple(values["media"]), "place": place}


def _deliveries(connection: Connection, references: Sequence[str]) -> defaultdict[str, list[DeliveryState]]:
    found: defaultdict[str, list[DeliveryState]] = defaultdict(list)
    for row in connection.execute(_DELIVERIES, {"references": references}):
        found[row.reference].append(DeliveryState(*row[1:]))
    return found


def _histories(connection: Connection, references: Sequence[str]) -> defaultdict[str, list[HistoryEntry]]:
    found: defaultdict[str, list[HistoryEntry]] = defaultdict(list)
    for row in connection.execute(_HISTORIES, {"references": references}):
        found[row.reference].append(HistoryEntry(*row[1:]))
    return found
