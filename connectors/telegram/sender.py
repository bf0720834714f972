"""The sender: replies go to Telegram in order, within its limits, and none is lost.

The Bot API takes no key with a message. When its answer is lost on the way, Parvis cannot know whether
the message arrived: it sends it again, and the resident may read it twice rather than never.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from aiolimiter import AsyncLimiter
from sqlalchemy.engine import Connection
from telegram import InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from tenacity import AsyncRetrying, retry_if_exception_type, wait_exponential

from bot.conversations.outgoing import OutgoingMessage, mark_failed, mark_sent, put_off
from bot.privacy.access import data_file
from bot.privacy.download import PATH
from bot.storage.signals import heard
from connectors.telegram.client import RawBot
from connectors.telegram.errands import Errands
from connectors.telegram.outage import seconds_asked, told
from connectors.telegram.rhythm import Rhythm
from connectors.telegram.unsent import bring_forward, give_up_all, last_received, next_to_send
from connectors.telegram.wording import keyboard_of, parts_of
from connectors.town import Town

DELAYS = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600))

log = structlog.get_logger()


class Sender:
    """Sends the outgoing messages of the Telegram conversations, one at a time in each."""

    def __init__(self, town: Town, bot: RawBot, rhythm: Rhythm) -> None:
        self._town = town
        self._database = town.database
        self._clock = town.clock
        self._bot = bot
        self._rhythm = rhythm
        self._news = town.database.signals.subscribe("outgoing")
        self._limiter = AsyncLimiter(1, 1 / rhythm.messages_per_second)
        self._errands = Errands()
        self._parts_sent: dict[int, int] = {}
        self._silenced: dict[str, datetime] = {}
        self._blocked: dict[str, int] = {}
        self._outages_ended = 0

    async def step(self) -> None:
        """Wait for a message to be due and begin to send it, as soon as the bot's limit allows."""
        message = self._next()
        if message is None:
            await heard(self._news, self._rhythm.sweep)
            return
        self._errands.start(message.conversation_id, self._serve(message), self._news.set)
        await self._limiter.acquire()

    async def finish(self) -> None:
        """Wait until the messages under way are sent."""
        await self._errands.finish()

    async def catch_up(self) -> None:
        """Send now what an outage had put off; chats that Telegram silenced stay silent."""
        now = self._clock.now()
        self._outages_ended += 1
        self._silenced = {chat: until for chat, until in self._silenced.items() if until > now}
        async with self._database.begin() as connection:
            bring_forward(connection, now, self._silenced.keys())
        self._news.set()

    def _next(self) -> OutgoingMessage | None:
        with self._database.read() as connection:
            return next_to_send(connection, self._clock.now(), self._errands.busy)

    async def _serve(self, message: OutgoingMessage) -> None:
        """Send a message, or the next part of a long one; then the chat rests."""
        if self._is_blocked(message.conversation_id):
            await self._write(lambda connection: give_up_all(connection, message.conversation_id))
            return
        await self._send(message)
        await asyncio.sleep(self._rhythm.between_messages)

    async def _send(self, message: OutgoingMessage) -> None:
        parts, sent = parts_of(message), self._parts_sent.get(message.id, 0)
        if not parts:
            log.error("telegram_reply_empty", message=message.id)
            await self._write(lambda connection: mark_failed(connection, message.id))
            return
        is_last, outages_ended = sent + 1 == len(parts), self._outages_ended
        try:
            await self._send_part(message, parts[sent], is_last)
        except TelegramError as error:
            # a try that began in an outage now over says nothing of the present
            tries = message.attempts if outages_ended == self._outages_ended else 0
            await self._not_sent(message, error, DELAYS[min(tries, len(DELAYS) - 1)])
            return
        self._parts_sent[message.id] = sent + 1
        if is_last:
            await self._write(lambda connection: mark_sent(connection, message.id))
            del self._parts_sent[message.id]

    async def _send_part(self, message: OutgoingMessage, text: str, is_last: bool) -> None:
        """The buttons come with the last part; so does the file of one's own data, in place of its link."""
        chat_id = message.conversation_id.partition(":")[2]
        if is_last and PATH in (message.link or ""):
            await self._bot.call("sendDocument", chat_id=chat_id, caption=text, document=self._data(message))
            return
        await self._bot.call(
            "sendMessage",
            chat_id=chat_id,
            text=text,
            reply_markup=keyboard_of(message) if is_last else None,
            link_preview_options={"is_disabled": True},
        )

    def _data(self, message: OutgoingMessage) -> InputFile:
        with self._database.read() as connection:
            file = data_file(connection, self._town.territory, message.conversation_id)
        return InputFile(file.encode(), filename="mes-donnees.json")

    async def _not_sent(self, message: OutgoingMessage, error: TelegramError, delay: timedelta) -> None:
        """Decide what becomes of a message that Telegram did not take; `delay` is for a passing trouble."""
        log.warning("telegram_not_sent", message=message.id, attempts=message.attempts, **told(error))
        match error:
            case Forbidden():
                await self._note_blocked(message.conversation_id)
            case BadRequest() | ChatMigrated():
                await self._write(lambda connection: mark_failed(connection, message.id))
            case RetryAfter():
                self._silenced[message.conversation_id] = self._clock.now() + seconds_asked(error)
                await self._put_off(message, seconds_asked(error))
            case _:
                await self._put_off(message, delay)

    async def _put_off(self, message: OutgoingMessage, delay: timedelta) -> None:
        now = self._clock.now()
        await self._write(lambda connection: put_off(connection, message.id, now, delay))

    async def _note_blocked(self, conversation_id: str) -> None:
        """The resident blocked the bot: nothing is sent until they write again."""
        with self._database.read() as connection:
            self._blocked[conversation_id] = last_received(connection, conversation_id)
        await self._write(lambda connection: give_up_all(connection, conversation_id))

    def _is_blocked(self, conversation_id: str) -> bool:
        if conversation_id not in self._blocked:
            return False
        with self._database.read() as connection:
            blocked = self._blocked[conversation_id] == last_received(connection, conversation_id)
        if not blocked:
            del self._blocked[conversation_id]
        return blocked

    async def _write(self, change: Callable[[Connection], None]) -> None:
        """Write what became of a message, however long the database is away: the chat waits meanwhile."""
        wait = wait_exponential(multiplier=self._rhythm.first_pause, max=self._rhythm.longest_pause)
        async for attempt in AsyncRetrying(retry=retry_if_exception_type(sa.exc.OperationalError), wait=wait):
            with attempt:
                async with self._database.begin() as connection:
                    change(connection)
