"""Accounts of agents and trainers: passwords, and the sessions they open.

Passwords are hashed with argon2id; lengths follow CNIL's deliberation 2022-100 (14 characters of
three classes, or 12 of four). Sessions end after 30 minutes without use, and after 12 hours.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy.engine import Connection

from bot.errors import ParvisError
from bot.storage.tables import sessions, users

ROLES = ("agent", "formateur", "admin")
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)

_hasher = PasswordHasher()
# Checked when the login is unknown, so that the answer takes the same time.
_DECOY = _hasher.hash(secrets.token_hex(16))


class PasswordTooWeak(ParvisError):
    """The password does not reach the required length."""

    code = "mot_de_passe_faible"

    def __init__(self) -> None:
        super().__init__(
            "Le mot de passe doit compter 12 caractères de quatre sortes (minuscule, majuscule, chiffre, autre), "
            "ou 14 de trois sortes."
        )


class AccountRefused(ParvisError):
    """An account cannot be made or changed as asked."""

    code = "compte_refuse"


@dataclass(frozen=True)
class Account:
    """Somebody of the town hall. `first_name` signs what they write to residents."""

    login: str
    first_name: str
    role: str
    disabled: bool


def add_account(
    connection: Connection, login: str, first_name: str, role: str, password: str, now: datetime
) -> Account:
    """Make an account.

    Raises:
        PasswordTooWeak, AccountRefused: nothing is written.
    """
    if role not in ROLES:
        raise AccountRefused(f"Le rôle doit être l’un de\u00a0: {', '.join(ROLES)}.")
    if find_account(connection, login) is not None:
        raise AccountRefused(f"Le compte {login} existe déjà.")
    if not _is_strong(password):
        raise PasswordTooWeak()
    connection.execute(
        users.insert().values(
            login=login,
            first_name=first_name,
            role=role,
            password_hash=_hasher.hash(password),
            disabled=False,
            created_at=now,
        )
    )
    return Account(login, first_name, role, False)


def find_account(connection: Connection, login: str) -> Account | None:
    """The account of this login."""
    row = connection.execute(sa.select(users).where(users.c.login == login)).first()
    return None if row is None else Account(row.login, row.first_name, row.role, row.disabled)


def list_accounts(connection: Connection) -> list[Account]:
    """All accounts, by login."""
    rows = connection.execute(sa.select(users).order_by(users.c.login))
    return [Account(row.login, row.first_name, row.role, row.disabled) for row in rows]


def disable_account(connection: Connection, login: str) -> None:
    """Shut an account and end its sessions.

    Raises:
        AccountRefused: there is none of this login.
    """
    if find_account(connection, login) is None:
        raise AccountRefused(f"Le compte {login} n’existe pas.")
    connection.execute(users.update().where(users.c.login == login).values(disabled=True))
    connection.execute(sessions.delete().where(sessions.c.login == login))


def check_password(connection: Connection, login: str, password: str) -> Account | None:
    """The account when the password is its own and it is not shut; None otherwise."""
    row = connection.execute(sa.select(users).where(users.c.login == login)).first()
    try:
        _hasher.verify(_DECOY if row is None else row.password_hash, password)
    except VerificationError:
        return None
    return None if row is None or row.disabled else find_account(connection, login)


def open_session(connection: Connection, account: Account, now: datetime) -> str:
    """Open a session; return its secret token, of which only a digest is kept."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        sessions.insert().values(token_hash=_digest(token), login=account.login, created_at=now, last_seen_at=now)
    )
    return token


def session_account(connection: Connection, token: str, now: datetime) -> Account | None:
    """The account whose living session bears this token; the session is seen to be used."""
    row = connection.execute(sa.select(sessions).where(sessions.c.token_hash == _digest(token))).first()
    if row is None or now - row.last_seen_at > IDLE or now - row.created_at > LONGEST:
        return None
    connection.execute(sessions.update().where(sessions.c.token_hash == row.token_hash).values(last_seen_at=now))
    account = find_account(connection, row.login)
    return None if account is None or account.disabled else account


def close_session(connection: Connection, token: str) -> None:
    """End a session."""
    connection.execute(sessions.delete().where(sessions.c.token_hash == _digest(token)))


def _is_strong(password: str) -> bool:
    kinds = sum(
        (
            any(symbol.islower() for symbol in password),
            any(symbol.isupper() for symbol in password),
            any(symbol.isdigit() for symbol in password),
            any(not symbol.isalnum() for symbol in password),
        )
    )
    return (len(password) >= 14 and kinds >= 3) or (len(password) >= 12 and kinds == 4)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
