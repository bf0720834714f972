"""Failed log-ins: an account that meets too many of them stays shut for a while."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from aiohttp import web

from bot.errors import ParvisError

MOST_FAILURES = 5
PERIOD = timedelta(minutes=30)
MOST_REMEMBERED = 10_000
HASHES_AT_ONCE = 2  # argon2 takes 64 MB and a tenth of a second each, on purpose


class TooManyFailures(ParvisError):
    """The account met too many wrong passwords; even the right one is not looked at."""

    code = "trop_d_essais"

    def __init__(self, wait: timedelta) -> None:
        self.retry_after = max(1, int(wait.total_seconds()))
        minutes = -(-self.retry_after // 60)
        super().__init__(
            f"Trop d’essais pour ce compte. Réessayez dans {minutes}\u00a0minute{'s' if minutes > 1 else ''}."
        )


class Attempts:
    """Log-ins under way or failed, by login. It lives in the process: a restart forgets."""

    def __init__(self) -> None:
        self._failures: dict[str, list[datetime]] = {}
        self.hashing = asyncio.Semaphore(HASHES_AT_ONCE)

    def begin(self, login: str, now: datetime) -> None:
        """Count a try before its password is looked at, so that many at once count as many.

        Raises:
            TooManyFailures: five within the last half hour.
        """
        recent = self._recent(login, now)
        if len(recent) >= MOST_FAILURES:
            raise TooManyFailures(recent[0] + PERIOD - now)
        if len(self._failures) >= MOST_REMEMBERED:
            self._failures = {name: kept for name in self._failures if (kept := self._recent(name, now))}
        self._failures[login] = [*recent, now]

    def succeed(self, login: str) -> None:
        """The password was right: earlier failures no longer count."""
        self._failures.pop(login, None)

    def _recent(self, login: str, now: datetime) -> list[datetime]:
        return [moment for moment in self._failures.get(login, []) if now - moment < PERIOD]


ATTEMPTS = web.AppKey("attempts", Attempts)
