"""What an adapter works with: settings, territory, calls by HTTP, the time."""

from __future__ import annotations

from dataclasses import dataclass

from actions.backoffice.http import HttpClient
from bot.clock import Clock
from bot.settings import Settings
from bot.territory.territory import Territory


@dataclass(frozen=True)
class Means:
    """Given to whoever opens a destination; its secrets are `settings.secret(destination.code, NAME)`."""

    settings: Settings
    territory: Territory
    http: HttpClient
    clock: Clock
