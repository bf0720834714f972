"""Reopening: « ce n’est pas réglé », said by a resident soon after a request was closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from bot.errors import ParvisError
from bot.requests.additions import ADDED, attach
from bot.requests.deadlines import expected_at
from bot.requests.history import BY_RESIDENT, write_history
from bot.requests.lifecycle import OPEN, REOPENED, RESIDENT
from bot.requests.merging import original_of
from bot.requests.outbox import tell_service
from bot.requests.register import get_request, set_status
from bot.requests.service_request import ServiceRequest
from bot.storage.tables import service_requests
from bot.territory.territory import Territory

REOPENED_WITHIN = timedelta(days=30)


class NotClosed(ParvisError):
    """The request is open still: there is nothing to reopen, only something to add."""

    code = "demande_ouverte"

    def __init__(self) -> None:
        super().__init__("Cette demande est toujours en cours\u00a0: vous pouvez y ajouter une précision.")


class ClosedTooLong(ParvisError):
    """The request was closed more than thirty days ago."""

    code = "reouverture_tardive"

    def __init__(self) -> None:
        super().__init__(
            "Cette demande est terminée depuis plus de 30\u00a0jours\u00a0: faites un nouveau signalement."
        )


def reopen(
    connection: Connection,
    territory: Territory,
    reference: str,
    conversation_id: str,
    now: datetime,
    words: str = "",
    media: Sequence[str] = (),
) -> ServiceRequest:
    """Reopen the request, or the original that it follows, and tell the service; return what was reopened.

    Raises:
        RequestUnknown, NotClosed, ClosedTooLong: nothing is changed.
    """
    request = original_of(connection, reference)
    if request.status in OPEN:
        raise NotClosed()
    if not can_reopen(request, now):
        raise ClosedTooLong()
    set_status(connection, request.reference, REOPENED, BY_RESIDENT, now, role=RESIDENT)
    _promise_again(connection, territory, request, now)
    tell_service(connection, request.reference, BY_RESIDENT, f"Ce n’est pas réglé. {words}".strip(), now, media)
    if words or media:
        attach(connection, request.reference, media, now)
        write_history(connection, request.reference, now, ADDED, BY_RESIDENT, words, conversation_id, media)
    return get_request(connection, request.reference)


def can_reopen(request: ServiceRequest, now: datetime) -> bool:
    """Whether the request was closed recently enough for a resident to have it reopened."""
    return request.closed_at is not None and now - request.closed_at <= REOPENED_WITHIN


def _promise_again(connection: Connection, territory: Territory, request: ServiceRequest, now: datetime) -> None:
    service = territory.services.get(request.service_code)
    expected = expected_at(territory, service, now) if service else None
    connection.execute(
        service_requests.update().where(service_requests.c.reference == request.reference).values(expected_at=expected)
    )
