"""Keys of programs that write through the Open311 door: made once, shown once, kept as digests.

A key without a department reports and adds words, as a resident does. The key of a department is that
of its own system, and may besides change the state of the requests that department has.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.errors import ParvisError
from bot.storage.tables import api_keys

NAME = re.compile(r"[a-z][a-z0-9]{1,19}", re.ASCII)


class KeyRefused(ParvisError):
    """A key cannot be made or shut as asked."""

    code = "cle_refusee"


@dataclass(frozen=True)
class ApiKey:
    """Who calls. `department` is the code of the one whose system this is."""

    name: str
    department: str | None
    disabled: bool


def add_key(connection: Connection, name: str, department: str | None, now: datetime) -> str:
    """Make a key, 256 bits of chance, and return it: only its digest is kept.

    Raises:
        KeyRefused: nothing is written.
    """
    if not NAME.fullmatch(name):
        raise KeyRefused("Le nom d’une clé compte de 2 à 20 lettres minuscules sans accent et chiffres.")
    if any(key.name == name for key in list_keys(connection)):
        raise KeyRefused(f"La clé {name} existe déjà.")
    key = secrets.token_urlsafe(32)
    values = {"name": name, "key_hash": _digest(key), "department": department}
    connection.execute(api_keys.insert().values(**values, disabled=False, created_at=now))
    return key


def list_keys(connection: Connection) -> list[ApiKey]:
    """All keys, by name."""
    rows = connection.execute(sa.select(api_keys).order_by(api_keys.c.name))
    return [ApiKey(row.name, row.department, row.disabled) for row in rows]


def disable_key(connection: Connection, name: str) -> None:
    """Shut a key.

    Raises:
        KeyRefused: there is none of this name.
    """
    shut = connection.execute(api_keys.update().where(api_keys.c.name == name).values(disabled=True))
    if shut.rowcount == 0:
        raise KeyRefused(f"La clé {name} n’existe pas.")


def find_key(connection: Connection, key: str) -> ApiKey | None:
    """Whose key this is; None when it is nobody's, or shut."""
    query = sa.select(api_keys).where(api_keys.c.key_hash == _digest(key), ~api_keys.c.disabled)
    row = connection.execute(query).first()
    return None if row is None else ApiKey(row.name, row.department, row.disabled)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
