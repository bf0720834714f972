"""Accounts: who may enter the desk, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import accounts
from bot.accounts import AccountRefused, PasswordTooWeak
from bot.clock import MovableClock
from bot.storage.database import Database

PASSWORD = "Belrive-2026-mairie"


def test_a_password_opens_its_own_account_only(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        accounts.add_account(connection, "claire", "Claire", "agent", PASSWORD, clock.now())
        assert accounts.check_password(connection, "claire", "autre") is None
        assert accounts.check_password(connection, "paul", PASSWORD) is None
        found = accounts.check_password(connection, "claire", PASSWORD)
        assert found is not None
        assert found.first_name == "Claire"


@pytest.mark.parametrize("password", ["", "court", "minusculesseules", "Minuscules12", "1234567890123456"])
def test_a_weak_password_makes_no_account(database: Database, clock: MovableClock, password: str) -> None:
    with database.begin_now() as connection:
        with pytest.raises(PasswordTooWeak):
            accounts.add_account(connection, "claire", "Claire", "agent", password, clock.now())
        assert not accounts.list_accounts(connection)


def test_an_account_is_made_once_and_with_a_known_role(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        accounts.add_account(connection, "claire", "Claire", "agent", PASSWORD, clock.now())
        with pytest.raises(AccountRefused):
            accounts.add_account(connection, "claire", "Autre", "agent", PASSWORD, clock.now())
        with pytest.raises(AccountRefused):
            accounts.add_account(connection, "paul", "Paul", "chef", PASSWORD, clock.now())


def test_a_session_ends_unused_or_old_or_with_its_account(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        account = accounts.add_account(connection, "claire", "Claire", "agent", PASSWORD, clock.now())
        token = accounts.open_session(connection, account, clock.now())
        assert accounts.session_account(connection, token, clock.now() + timedelta(minutes=29)) == account
        assert accounts.session_account(connection, token, clock.now() + timedelta(minutes=90)) is None
        accounts.disable_account(connection, "claire")
        assert accounts.session_account(connection, token, clock.now()) is None
        assert accounts.check_password(connection, "claire", PASSWORD) is None


def test_a_session_closed_or_invented_opens_nothing(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        account = accounts.add_account(connection, "claire", "Claire", "agent", PASSWORD, clock.now())
        token = accounts.open_session(connection, account, clock.now())
        accounts.close_session(connection, token)
        assert accounts.session_account(connection, token, clock.now()) is None
        assert accounts.session_account(connection, "x" * 43, clock.now()) is None
