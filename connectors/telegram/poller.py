"""The poller: long polls for raw updates; the next offset, which acknowledges, is asked after the commit.

A process killed between the two is sent the same updates again, and knows them.
"""

from __future__ import annotations

from typing import Any

import structlog
from telegram.error import Conflict, TelegramError

from connectors.telegram.callbacks import Callbacks
from connectors.telegram.client import RawBot, UnreadableAnswer
from connectors.telegram.outage import told
from connectors.telegram.reception import Reception
from connectors.telegram.rhythm import Rhythm
from connectors.telegram.updates import ALLOWED_UPDATES, update_number

MOST_UPDATES = 100

log = structlog.get_logger()


class Poller:
    """Receives updates by getUpdates."""

    def __init__(self, bot: RawBot, reception: Reception, callbacks: Callbacks, rhythm: Rhythm) -> None:
        self._bot = bot
        self._reception = reception
        self._callbacks = callbacks
        self._rhythm = rhythm
        self._may_poll = False
        self._offset: int | None = None
        self._most = MOST_UPDATES
        self._patience = 0

    async def step(self) -> None:
        """Receive one batch and store it; the next step acknowledges it.

        Raises:
            TelegramError, sqlalchemy.exc.OperationalError: nothing is acknowledged; the same batch comes again.
        """
        try:
            updates = await self._poll()
        except UnreadableAnswer as error:
            self._step_over(error)
            return
        await self._reception.store(updates)
        self._callbacks.answer(updates)
        self._offset, self._most = _offset_after(updates), MOST_UPDATES
        self._patience = self._rhythm.long_poll

    async def _poll(self) -> list[Any]:
        if not self._may_poll:
            # a webhook left by another installation stops polling; waiting updates are kept
            await self._bot.call("deleteWebhook")
            self._may_poll = True
        # after a failure the answer is asked for at once: it tells that the outage is over
        patience, self._patience = self._patience, 0
        try:
            updates = await self._bot.call(
                "getUpdates",
                offset=self._offset,
                limit=self._most,
                timeout=patience,
                allowed_updates=list(ALLOWED_UPDATES),
            )
        except Conflict:
            self._may_poll = False
            raise
        if not isinstance(updates, list):
            raise TelegramError("the updates are no list")
        return updates

    def _step_over(self, error: UnreadableAnswer) -> None:
        """Go past an update that cannot even be parsed: alone in its batch, it is put aside.

        Raises:
            UnreadableAnswer: no update is found in the answer.
        """
        if self._most > 1:
            self._most = 1
        elif error.update_ids:
            log.error("telegram_update_put_aside", update=error.update_ids[0], **told(error))
            self._offset, self._most = error.update_ids[0] + 1, MOST_UPDATES
        else:
            raise error


def _offset_after(updates: list[Any]) -> int | None:
    """The offset that acknowledges the batch.

    None after an empty batch: all is acknowledged, and updates may be numbered lower from now on.

    Raises:
        TelegramError: no update bears a number, so the batch cannot be acknowledged.
    """
    numbers = [number for number in map(update_number, updates) if number is not None]
    if updates and not numbers:
        raise TelegramError("updates without identifiers")
    return max(numbers) + 1 if numbers else None
