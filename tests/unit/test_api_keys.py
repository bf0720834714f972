"""Keys of programs: shown once, kept as digests, shut for ever."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.api_keys import KeyRefused, add_key, disable_key, find_key, list_keys
from bot.clock import MovableClock
from bot.storage.database import Database
from bot.storage.tables import api_keys


def test_a_key_is_known_by_its_digest_alone(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        key = add_key(connection, "appli", "voirie", clock.now())
        found = find_key(connection, key)
        assert found is not None
        assert (found.name, found.department) == ("appli", "voirie")
        assert find_key(connection, key[:-1]) is None
        assert key not in str(connection.execute(sa.select(api_keys)).fetchall())


def test_a_key_that_is_shut_opens_nothing_and_keeps_its_name(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        key = add_key(connection, "appli", None, clock.now())
        disable_key(connection, "appli")
        assert find_key(connection, key) is None
        assert [one.disabled for one in list_keys(connection)] == [True]
        with pytest.raises(KeyRefused):
            add_key(connection, "appli", None, clock.now())


@pytest.mark.parametrize("name", ["", "a", "Appli", "appli de Zoé", "a" * 21, "a-b"])
def test_a_name_is_short_and_plain(database: Database, clock: MovableClock, name: str) -> None:
    with database.begin_now() as connection, pytest.raises(KeyRefused):
        add_key(connection, name, None, clock.now())


def test_a_key_that_does_not_exist_cannot_be_shut(database: Database) -> None:
    with database.begin_now() as connection, pytest.raises(KeyRefused):
        disable_key(connection, "appli")
