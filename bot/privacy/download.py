"""The link to one's own data: unguessable, and dead after an hour. Only its digest is stored."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.errors import ParvisError
from bot.storage.tables import kept_values

PATH = "/chat/mes-donnees/"
LASTS = timedelta(hours=1)
_PREFIX = "donnees:"


class LinkExpired(ParvisError):
    """The link was never given, or more than an hour ago."""

    code = "lien_expire"

    def __init__(self) -> None:
        super().__init__("Ce lien n’est plus valable\u00a0: redemandez vos données dans la conversation.")


def new_path(connection: Connection, conversation_id: str, now: datetime) -> str:
    """The path of a fresh link to the conversation's data."""
    token = secrets.token_urlsafe(24)
    value = json.dumps([conversation_id, (now + LASTS).isoformat()])
    connection.execute(kept_values.insert().values(name=_name(token), value=value))
    return PATH + token


def conversation_of_link(connection: Connection, token: str, now: datetime) -> str:
    """The conversation whose data the link gives.

    Raises:
        LinkExpired: there is none, or not any more.
    """
    value = connection.execute(sa.select(kept_values.c.value).where(kept_values.c.name == _name(token))).scalar()
    conversation_id, until = json.loads(value) if value else ("", None)
    if until is None or datetime.fromisoformat(until) < now:
        raise LinkExpired()
    return str(conversation_id)


def forget_expired(connection: Connection, now: datetime) -> None:
    """Drop the links that are dead."""
    rows = connection.execute(sa.select(kept_values).where(kept_values.c.name.startswith(_PREFIX))).fetchall()
    dead = [row.name for row in rows if datetime.fromisoformat(json.loads(row.value)[1]) < now]
    connection.execute(kept_values.delete().where(kept_values.c.name.in_(dead)))


def _name(token: str) -> str:
    return _PREFIX + hashlib.sha256(token.encode()).hexdigest()[:48]
