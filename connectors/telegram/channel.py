"""The channel: what receives, what fetches photos and what sends, as tasks of one event loop."""

from __future__ import annotations

import asyncio

from connectors.telegram.callbacks import Callbacks
from connectors.telegram.client import RawBot, open_bot
from connectors.telegram.outage import Outage, forever
from connectors.telegram.photos import Photos
from connectors.telegram.poller import Poller
from connectors.telegram.reception import Reception
from connectors.telegram.rhythm import Rhythm
from connectors.telegram.sender import Sender
from connectors.telegram.webhook import keep_webhook
from connectors.town import Town


class TelegramChannel:
    """The town on Telegram: by long polling, or by webhook when the settings hold its secret."""

    def __init__(self, town: Town, token: str, rhythm: Rhythm | None = None) -> None:
        self._town = town
        self._token = token
        self._rhythm = rhythm or Rhythm()

    async def run(self) -> None:
        """Receive and send until cancelled; no failure ends it. Messages being sent are then finished."""
        async with open_bot(self._town.settings, self._token, self._rhythm) as bot:
            sender = Sender(self._town, bot, self._rhythm)
            photos = Photos(self._town, bot, self._rhythm)
            try:
                await asyncio.gather(
                    self._receive(bot, sender),
                    forever(sender.step, Outage("replies", self._rhythm)),
                    forever(photos.step, Outage("photos", self._rhythm)),
                )
            finally:
                await asyncio.gather(sender.finish(), photos.abandon())

    async def _receive(self, bot: RawBot, sender: Sender) -> None:
        if self._town.settings.telegram_webhook_secret is not None:
            await keep_webhook(bot, self._town.settings, self._rhythm)
            return
        callbacks = Callbacks(bot, self._rhythm)
        poller = Poller(bot, Reception(self._town.database, self._town.clock), callbacks, self._rhythm)
        try:
            await forever(poller.step, Outage("updates", self._rhythm), recovered=sender.catch_up)
        finally:
            await callbacks.finish()
