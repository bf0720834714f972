"""Outages: work that goes on through any failure, with one line in the log when it begins and ends."""

from __future__ import annotations

import asyncio
import random
import traceback
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from sqlalchemy.exc import OperationalError
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter

from bot.errors import ParvisError
from connectors.telegram.rhythm import Rhythm

ADVICE: dict[type[Exception], str] = {
    InvalidToken: "Telegram ne reconnaît pas le robot\u00a0: vérifiez TELEGRAM_BOT_TOKEN et TELEGRAM_API_BASE_URL.",
    Conflict: "Un autre programme reçoit les messages du même robot\u00a0: arrêtez-le ou changez TELEGRAM_BOT_TOKEN.",
    NetworkError: "Telegram ne répond pas\u00a0: Parvis réessaie.",
    OperationalError: "La base de données ne répond pas\u00a0: Parvis réessaie.",
}
LONGEST_REASON = 200

log = structlog.get_logger()


class Outage:
    """Whether a part of the channel works, and how long to wait before it tries again."""

    def __init__(self, part: str, rhythm: Rhythm) -> None:
        self._part = part
        self._rhythm = rhythm
        self._failures = 0
        self._chance = random.Random()  # noqa: S311 (spreads retries, guards nothing)

    def failed(self, error: Exception) -> float:
        """Note a failure; return the seconds to wait: doubled each time, with jitter, up to a limit."""
        self._failures += 1
        if self._failures == 1:
            log.error("telegram_interrupted", part=self._part, **told(error))
        longest = min(self._rhythm.longest_pause, self._rhythm.first_pause * 2.0 ** min(self._failures - 1, 30))
        asked = seconds_asked(error).total_seconds() if isinstance(error, RetryAfter) else 0.0
        return max(asked, longest * self._chance.uniform(0.5, 1.0))

    def over(self) -> bool:
        """Note a success; True when it ends an outage."""
        failures, self._failures = self._failures, 0
        if failures:
            log.info("telegram_resumed", part=self._part, failures=failures)
        return failures > 0


async def forever(
    step: Callable[[], Awaitable[None]],
    outage: Outage,
    recovered: Callable[[], Awaitable[None]] | None = None,
    rest: float = 0.0,
) -> None:
    """Do a step again and again, `rest` seconds apart, until cancelled; `recovered` is done when an outage ends."""
    while True:
        try:
            await step()
            if outage.over() and recovered is not None:
                await recovered()
            await asyncio.sleep(rest)
        except Exception as error:
            await asyncio.sleep(outage.failed(error))


def told(error: Exception) -> dict[str, str]:
    """What a log may say of an error: its kind, its place, and why; not any error's text, which may quote people."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "place": place, "reason": _reason(error)}


def _reason(error: Exception) -> str:
    """A sentence for the operator: advice, our own error's, or Telegram's on a call that it refuses."""
    if isinstance(error, (ParvisError, BadRequest)):
        return str(error)[:LONGEST_REASON]
    return next((advice for kind, advice in ADVICE.items() if isinstance(error, kind)), "")


def seconds_asked(error: RetryAfter) -> timedelta:
    """The delay that Telegram asks for."""
    asked = error.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)
