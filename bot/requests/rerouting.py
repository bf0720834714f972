"""Rerouting: a request whose kind or place was wrong goes to those who are then in charge of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.errors import ParvisError
from bot.requests.deadlines import expected_at
from bot.requests.history import write_history
from bot.requests.lifecycle import OPEN
from bot.requests.outbox import in_charge, send_request, tell_service
from bot.requests.register import get_request, hold, place_columns, route_of
from bot.requests.search_words import search_text
from bot.requests.service_request import Place, ServiceRequest
from bot.storage.database import changed
from bot.storage.tables import deliveries, service_requests
from bot.territory.territory import Territory

CORRECTED = "correction"
WITHDRAWN = "withdrawn"


class CorrectionRefused(ParvisError):
    """The request is closed, the new kind does not exist, or nothing would change."""

    code = "correction_refusee"


def correct(
    connection: Connection,
    territory: Territory,
    reference: str,
    by: str,
    now: datetime,
    service_code: str | None = None,
    place: Place | None = None,
    reason: str = "",
) -> ServiceRequest:
    """Give a request its right kind or place, and route it again; the department that had it is told, with why.

    Raises:
        RequestUnknown, CorrectionRefused: nothing is changed.
    """
    hold(connection, reference)
    before = get_request(connection, reference)
    after = replace(before, service_code=service_code or before.service_code, place=place or before.place)
    _check(territory, before, after)
    _write(connection, territory, after, now)
    what = f"{_difference(territory, before, after)} {reason}".strip()
    write_history(connection, reference, now, CORRECTED, by, what)
    _send_on(connection, territory, after, what, by, now)
    changed(connection, "requests", reference)
    return get_request(connection, reference)


def _check(territory: Territory, before: ServiceRequest, request: ServiceRequest) -> None:
    if before == request:
        raise CorrectionRefused("C’est déjà ce que dit la demande\u00a0: rien n’a changé.")
    if request.status not in OPEN:
        raise CorrectionRefused("Une demande terminée ne change plus\u00a0: rouvrez-la d’abord.")
    if request.service_code not in territory.services:
        raise CorrectionRefused("Ce type de demande n’existe pas.")


def _write(connection: Connection, territory: Territory, request: ServiceRequest, now: datetime) -> None:
    service = territory.services[request.service_code]
    agency = route_of(territory, service.code, request.place, now).name
    words = (service.name, request.description, request.place.words(), agency)
    connection.execute(
        service_requests.update()
        .where(service_requests.c.reference == request.reference)
        .values(
            service_code=service.code,
            **place_columns(request.place),
            agency=agency,
            expected_at=expected_at(territory, service, now),
            updated_at=now,
            search_text=search_text(request.reference, *words),
        )
    )


def _send_on(
    connection: Connection,
    territory: Territory,
    after: ServiceRequest,
    what: str,
    by: str,
    now: datetime,
) -> None:
    """Deliver to the department now in charge; the former is told, or forgotten when it had nothing yet."""
    new = route_of(territory, after.service_code, after.place, now).department
    former = in_charge(connection, after.reference)
    if former is not None and former.department == new.code:
        tell_service(connection, after.reference, by, what, now)
        return
    if not _withdraw(connection, after.reference):
        told = f"{what} La demande est maintenant confiée à\u00a0: {new.name}."
        tell_service(connection, after.reference, by, told, now)
    send_request(connection, after.reference, new, now)


def _withdraw(connection: Connection, reference: str) -> bool:
    """Take back what nobody tried to deliver yet; False when something left already."""
    sent = (deliveries.c.reference == reference, deliveries.c.state != WITHDRAWN)
    tried = sa.or_(deliveries.c.state != "waiting", deliveries.c.attempts > 0)
    if connection.execute(sa.select(deliveries.c.id).where(*sent, tried)).first():
        return False
    connection.execute(deliveries.update().where(*sent).values(state=WITHDRAWN))
    return True


def _difference(territory: Territory, before: ServiceRequest, after: ServiceRequest) -> str:
    """« Trottoir abîmé au lieu de Trou dans la route. », and the same of the place, without a resident's words."""
    changes = []
    if after.service_code != before.service_code:
        changes.append((_name(territory, after.service_code), _name(territory, before.service_code)))
    if after.place != before.place:
        changes.append((_where(after.place), _where(before.place)))
    return " ".join(f"{new} au lieu de {old}." for new, old in changes)


def _where(place: Place) -> str:
    if place.address:
        return place.address
    if place.position:
        return f"position {place.position.lat:.5f}, {place.position.lon:.5f}"
    return "lieu décrit par l’habitant" if place.note else "lieu non précisé"


def _name(territory: Territory, service_code: str) -> str:
    service = territory.services.get(service_code)
    return service.name if service else service_code
