"""Pressed buttons: each press is answered, or the button spins on the resident's screen."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

import structlog
from telegram.error import BadRequest, NetworkError, RetryAfter
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

from connectors.telegram.client import RawBot
from connectors.telegram.outage import told
from connectors.telegram.rhythm import Rhythm
from connectors.telegram.updates import pressed_button

MOST_ATTEMPTS = 5
REMEMBERED = 1000

log = structlog.get_logger()


class Callbacks:
    """Answers presses, beside the polling; one that comes again is not answered again."""

    def __init__(self, bot: RawBot, rhythm: Rhythm) -> None:
        self._bot = bot
        self._rhythm = rhythm
        self._known: deque[str] = deque(maxlen=REMEMBERED)
        self._tasks: set[asyncio.Task[None]] = set()

    def answer(self, updates: Iterable[Any]) -> None:
        """Begin to answer the presses among the updates."""
        for identifier in filter(None, map(pressed_button, updates)):
            if identifier in self._known:
                continue
            self._known.append(identifier)
            task = asyncio.create_task(self._answer(identifier))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Wait until the answers under way are given."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, identifier: str) -> None:
        """Answer one press; too late an answer is refused by Telegram, and no harm."""
        try:
            async for attempt in self._tries():
                with attempt:
                    await self._bot.call("answerCallbackQuery", callback_query_id=identifier)
        except BadRequest:
            log.debug("telegram_press_too_old")
        except Exception as error:
            log.warning("telegram_press_unanswered", **told(error))

    def _tries(self) -> AsyncRetrying:
        wait = wait_exponential(multiplier=self._rhythm.first_pause, max=self._rhythm.longest_pause)
        return AsyncRetrying(
            retry=retry_if_exception(_is_passing), wait=wait, stop=stop_after_attempt(MOST_ATTEMPTS), reraise=True
        )


def _is_passing(error: BaseException) -> bool:
    return isinstance(error, (NetworkError, RetryAfter)) and not isinstance(error, BadRequest)
