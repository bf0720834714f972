"""Promises: the date that the citizen was given, changed by an agent who knows better."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection

from bot.errors import ParvisError
from bot.knowledge.dates import full_date
from bot.requests.deadlines import end_of_day
from bot.requests.history import write_history
from bot.requests.lifecycle import OPEN
from bot.requests.register import get_head, get_request
from bot.requests.service_request import ServiceRequest
from bot.storage.database import changed
from bot.storage.tables import service_requests
from bot.territory.territory import Territory

PROMISED = "date_prevue"
FARTHEST = timedelta(days=3 * 366)


class PromiseRefused(ParvisError):
    """The date has passed, is too far, or the request is closed."""

    code = "date_refusee"


def promise(
    connection: Connection, territory: Territory, reference: str, day: date, by: str, now: datetime
) -> ServiceRequest:
    """Expect the request to be settled by the end of that day.

    Raises:
        RequestUnknown, PromiseRefused: nothing is changed.
    """
    today = now.astimezone(territory.timezone).date()
    if get_head(connection, reference).status not in OPEN:
        raise PromiseRefused("Une demande terminée n’a plus de date prévue.")
    if not today <= day <= today + FARTHEST:
        raise PromiseRefused("La date prévue va d’aujourd’hui à dans trois ans.")
    values = {"expected_at": end_of_day(territory, day), "updated_at": now}
    connection.execute(service_requests.update().where(service_requests.c.reference == reference).values(**values))
    write_history(connection, reference, now, PROMISED, by, f"D’ici le {full_date(day, today)}.")
    changed(connection, "requests", reference)
    return get_request(connection, reference)
