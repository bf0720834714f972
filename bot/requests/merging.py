"""Merging: several requests that are one problem follow one of them, the original.

The duplicates keep their voices, words and deliveries: only `duplicate_of` binds them, so that they
can be taken apart again. The bonds form a tree, never a circle.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.errors import ParvisError
from bot.requests.history import write_history
from bot.requests.lifecycle import DUPLICATE, OPEN, REOPENED
from bot.requests.outbox import tell_service
from bot.requests.register import RequestUnknown, get_head, get_request, set_status
from bot.requests.service_request import RequestHead, ServiceRequest
from bot.storage.database import changed
from bot.storage.tables import service_requests

MERGED, SEPARATED = "reunion", "separation"


class MergeRefused(ParvisError):
    """The two requests cannot be brought together, or taken apart."""

    code = "reunion_refusee"


def merge(
    connection: Connection, reference: str, into: str, by: str, now: datetime, reason: str = ""
) -> ServiceRequest:
    """Make the request a duplicate of `into`, or of the original that `into` itself follows; return the original.

    Raises:
        RequestUnknown, MergeRefused: nothing is changed.
    """
    _lock(connection, reference, into)
    original = original_of(connection, into)
    _check(get_head(connection, reference), original)
    note = f"Réunie avec {original.reference}. {reason}".strip()
    set_status(connection, reference, DUPLICATE, by, now, note, duplicate_of=original.reference)
    write_history(connection, original.reference, now, MERGED, by, f"{reference} est réunie à cette demande.")
    tell_service(connection, reference, by, f"Même problème que {original.reference}.", now)
    changed(connection, "requests", original.reference)
    return get_request(connection, original.reference)


def unmerge(connection: Connection, reference: str, by: str, now: datetime) -> ServiceRequest:
    """Follow a duplicate for itself again; return it, reopened.

    Raises:
        RequestUnknown, MergeRefused: nothing is changed.
    """
    original = get_head(connection, reference).duplicate_of
    if original is None:
        raise MergeRefused(f"La demande {reference} n’est réunie à aucune autre.")
    write_history(connection, original, now, SEPARATED, by, f"{reference} est de nouveau suivie à part.")
    tell_service(connection, reference, by, f"Ce n’est pas le même problème que {original}.", now)
    changed(connection, "requests", original)
    return set_status(connection, reference, REOPENED, by, now, f"Ce n’est pas la même demande que {original}.")


def original_of(connection: Connection, reference: str) -> ServiceRequest:
    """The request that this one follows, over as many bonds as there are; itself when it follows none.

    Raises:
        RequestUnknown: there is no such request.
    """
    request = get_request(connection, reference)
    while request.duplicate_of is not None:
        request = get_request(connection, request.duplicate_of)
    return request


def duplicates_of(connection: Connection, reference: str) -> list[str]:
    """References of the requests that follow this one directly, the oldest first."""
    rows = connection.execute(
        sa.select(service_requests.c.reference)
        .where(service_requests.c.duplicate_of == reference)
        .order_by(service_requests.c.requested_at)
    )
    return [str(row.reference) for row in rows]


def _check(request: RequestHead, original: RequestHead) -> None:
    if request.reference == original.reference:
        raise MergeRefused("Une demande ne peut pas être le doublon d’elle-même.")
    if request.duplicate_of is not None:
        raise MergeRefused(f"La demande {request.reference} est déjà réunie avec {request.duplicate_of}.")
    if original.status not in OPEN:
        raise MergeRefused(f"La demande {original.reference} est terminée\u00a0: rouvrez-la d’abord.")


def _lock(connection: Connection, *references: str) -> None:
    """Hold every bond until the commit, so that two merges at once cannot close a circle.

    The rows of the two trees are not known beforehand: on PostgreSQL the whole work of merging takes
    turns; on SQLite there is one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("merging"))))
    known = sa.select(service_requests.c.reference).where(service_requests.c.reference.in_(references))
    if len(connection.execute(known).fetchall()) < len(set(references)):
        raise RequestUnknown()
