"""Photos: fetched from Telegram beside the polling, so that a slow file holds only its own chat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from sqlalchemy.engine import Connection
from telegram.error import BadRequest, TelegramError
from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay, wait_exponential

from bot.conversations.inbox import DONE, InboxMessage
from bot.conversations.outgoing import Reply, say
from bot.errors import ParvisError
from bot.requests.photos import PhotoRefused, keep_photo, photo_position
from bot.storage.signals import heard
from connectors.telegram import held
from connectors.telegram.client import RawBot
from connectors.telegram.errands import Errands
from connectors.telegram.outage import told
from connectors.telegram.rhythm import Rhythm
from connectors.telegram.updates import PICTOGRAMS
from connectors.town import Town

log = structlog.get_logger()


class PhotoLost(ParvisError):
    """Telegram does not give the file."""

    code = "photo_perdue"

    def __init__(self) -> None:
        super().__init__("Je n’ai pas pu recevoir votre photo. Pouvez-vous l’envoyer de nouveau\u00a0?")


class Photos:
    """Fetches the files of held messages and releases these to the engine."""

    def __init__(self, town: Town, bot: RawBot, rhythm: Rhythm) -> None:
        self._town = town
        self._bot = bot
        self._rhythm = rhythm
        self._news = town.database.signals.subscribe(held.TOPIC)
        self._errands = Errands()

    async def step(self) -> None:
        """Begin with the conversations that wait, and wait for others."""
        with self._town.database.read() as connection:
            waiting = held.conversations_held(connection)
        for conversation_id in waiting:
            if conversation_id not in self._errands.busy:
                self._errands.start(conversation_id, self._serve(conversation_id), self._news.set)
        await heard(self._news, self._rhythm.sweep)

    async def abandon(self) -> None:
        """Stop; the held messages stand in the inbox until the next start."""
        await self._errands.abandon()

    async def _serve(self, conversation_id: str) -> None:
        """Release the held messages of a conversation, in order."""
        while (message := self._next(conversation_id)) is not None:
            release = await self._released(message)
            async with self._town.database.begin() as connection:
                release(connection)

    def _next(self, conversation_id: str) -> InboxMessage | None:
        with self._town.database.read() as connection:
            return held.next_held(connection, conversation_id)

    async def _released(self, message: InboxMessage) -> Callable[[Connection], None]:
        """How a message leaves: as it is, with its photo, or with a word on why the photo is not there."""
        content = message.content
        if "file" not in content:
            return lambda connection: held.release(connection, message, content)
        try:
            photo = {**await self._fetch(content["file"]), "text": content["text"]}
        except ParvisError as refusal:
            log.warning("telegram_photo_refused", inbox_id=message.id, code=refusal.code)
            sentence = str(refusal)
            return lambda connection: self._do_without(connection, message, sentence)
        return lambda connection: held.release(connection, message, photo)

    async def _fetch(self, file_id: str) -> dict[str, Any]:
        """Fetch a photo and keep it; return its name, and its position when it has one.

        Telegram writes photos anew without their position; an image sent as a file still has it.

        Raises:
            PhotoRefused, PhotoLost: it cannot be had.
        """
        try:
            data = await self._download(file_id)
            name = await asyncio.to_thread(keep_photo, data, self._town.settings.var / "media")
            return {"photo": name, **photo_position(data)}
        except PhotoRefused:
            raise
        except Exception as error:
            log.warning("telegram_photo_lost", **told(error))
            raise PhotoLost() from error

    async def _download(self, file_id: str) -> bytes:
        wait = wait_exponential(multiplier=self._rhythm.first_pause, max=self._rhythm.longest_pause)
        stop = stop_after_delay(self._rhythm.photo_patience)
        async for attempt in AsyncRetrying(retry=retry_if_exception(_is_passing), wait=wait, stop=stop, reraise=True):
            with attempt:
                file = await self._bot.get_file(file_id)
                return bytes(await file.download_as_bytearray())
        raise PhotoLost()

    def _do_without(self, connection: Connection, message: InboxMessage, sentence: str) -> None:
        """Tell the resident; the words beside the photo, if any, are answered."""
        text = str(message.content["text"])
        content: Mapping[str, Any] = {"text": text or PICTOGRAMS["photo"]}
        if text:
            held.release(connection, message, content)
        else:
            held.release(connection, message, content, DONE)
        say(connection, message.conversation_id, Reply(sentence), self._town.clock.now())


def _is_passing(error: BaseException) -> bool:
    return isinstance(error, TelegramError) and not isinstance(error, BadRequest)
