"""What every command begins with: the settings, and for many of them the database and the territory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.logs import set_up_logs
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.storage.database import Database
    from bot.territory.territory import Territory


def settings_of_command(changes: dict[str, str] | None = None) -> Settings:
    """The settings, some of them changed, with the logs set up after them.

    Raises:
        SettingsError: a value is wrong.
    """
    settings = read_settings({**os.environ, **(changes or {})})
    set_up_logs(settings.log_level)
    return settings


def open_register() -> tuple[Database, Territory]:
    """The database, brought up to date, and the territory: what the commands on requests need.

    Raises:
        SettingsError, DatabaseError, TerritoryError: one sentence says what is wrong.
    """
    from bot.storage.database import Database
    from bot.territory.territory import load_territory

    settings = settings_of_command()
    database = Database(settings.database_url)
    database.upgrade()
    return database, load_territory(settings.territory)
