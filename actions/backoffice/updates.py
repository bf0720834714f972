"""Updates: what a destination says of a request, written once into the request and told to its voices."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from actions.backoffice.adapter import Update
from bot.conversations.notifications import change_status, pass_on
from bot.errors import ParvisError
from bot.requests.dead_letters import bury
from bot.requests.deliveries import receiver
from bot.requests.history import BY_ASSISTANT, write_history
from bot.requests.lifecycle import SERVICE, OriginalMissing, TransitionRefused
from bot.requests.outbox import in_charge
from bot.requests.register import get_head
from bot.storage.database import changed, insert_new
from bot.storage.tables import received_updates
from bot.territory.territory import Territory

NOTED = "note"
LONGEST_TEXT = 4000
DUPLICATE_OF_WHAT = "Le service y voit un doublon, sans dire de quelle demande\u00a0: réunissez-la avec l’autre."

log = structlog.get_logger()


class UpdateForeign(ParvisError):
    """The update is about a request that this destination was never sent."""

    code = "mise_a_jour_etrangere"

    def __init__(self) -> None:
        super().__init__("Cette destination n’a reçu aucune demande de ce numéro.")


def received_at(connection: Connection, destination: str, key: str) -> datetime | None:
    """When the destination sent an update of this key that was taken, None when there is none."""
    known = sa.select(received_updates.c.sent_at).where(
        received_updates.c.destination == destination, received_updates.c.key == key
    )
    row = connection.execute(known).first()
    return None if row is None else row.sent_at


def note_received(connection: Connection, destination: str, update: Update, now: datetime) -> bool:
    """Note that the destination sent the update; False when it had been noted."""
    values = {"destination": destination, "key": update.key, "sent_at": update.at, "received_at": now}
    return insert_new(connection, received_updates, **values)


def take(connection: Connection, territory: Territory, destination: str, update: Update, now: datetime) -> bool:
    """Write an update into its request; False when it was taken before.

    A department that is no longer in charge changes nothing: its words are a note.

    Raises:
        UpdateForeign: nothing is changed.
    """
    department = receiver(connection, destination, update.reference)
    if department is None:
        raise UpdateForeign()
    if not note_received(connection, destination, update, now):
        return False
    by = territory.departments[department].name if department in territory.departments else department
    present = in_charge(connection, update.reference)
    if present is not None and present.department != department:
        update = replace(update, status=None, internal=True)
    if update.returned is not None:
        bury(connection, destination, update.returned, update.text)
        by = BY_ASSISTANT
    _write(connection, territory, update, by, now)
    return True


def _write(connection: Connection, territory: Territory, update: Update, by: str, now: datetime) -> None:
    text, reference = update.text.strip()[:LONGEST_TEXT], update.reference
    if update.status is not None and update.status != get_head(connection, reference).status:
        try:
            change_status(connection, territory, reference, update.status, by, now, text, SERVICE)
        except OriginalMissing:
            write_history(connection, reference, now, NOTED, by, DUPLICATE_OF_WHAT)
            changed(connection, "requests", reference)
        except TransitionRefused as error:
            log.warning("update_refused", reference=reference, status=update.status, error=error.code)
        else:
            return
    if text and update.internal:
        write_history(connection, reference, now, NOTED, by, text)
        changed(connection, "requests", reference)
    elif text:
        pass_on(connection, territory, reference, text, by, now)
