"""Withdrawal: a resident gives up the request that they made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.requests.history import BY_RESIDENT
from bot.requests.lifecycle import RESIDENT
from bot.requests.outbox import tell_service
from bot.requests.personal import is_author
from bot.requests.register import set_status
from bot.requests.voices import remove_voice, voices_of


def withdraw(connection: Connection, reference: str, conversation_id: str, now: datetime) -> bool:
    """Cancel the request and tell the service; what others follow, or made, goes on without this resident.

    Returns whether the request was cancelled.

    Raises:
        RequestUnknown, TransitionRefused: it is gone, or closed already; nothing is changed.
    """
    is_alone = voices_of(connection, reference) == [conversation_id]
    if not (is_alone and is_author(connection, reference, conversation_id)):
        remove_voice(connection, reference, conversation_id)
        return False
    set_status(connection, reference, "annule", BY_RESIDENT, now, role=RESIDENT)
    tell_service(connection, reference, BY_RESIDENT, "L’habitant annule sa demande.", now)
    return True
