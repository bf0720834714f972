"""A town with nothing but a database, its Telegram channel, and a fake engine that repeats what it hears.

`python -m tests.integration.telegram_town DATABASE_URL API_URL FOLDER` runs it, to be killed.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import sys
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
import structlog
from structlog.testing import capture_logs

from bot.clock import Clock, SystemClock
from bot.conversations import inbox
from bot.conversations.conversation import finish_turn, open_conversation
from bot.conversations.outgoing import Button, Reply, say
from bot.settings import read_settings
from bot.storage import tables
from bot.storage.database import Database
from bot.storage.signals import heard
from connectors.telegram.channel import TelegramChannel
from connectors.telegram.rhythm import Rhythm
from connectors.town import Town
from tests.integration.bot_api_server import TOKEN

QUICK = Rhythm(
    long_poll=1,
    answer_within=5.0,
    between_messages=0.001,
    messages_per_second=1000.0,
    sweep=0.01,
    first_pause=0.005,
    longest_pause=0.02,
    photo_patience=5.0,
)


def bare_town(database: Database, clock: Clock, var: Path, api_url: str, **environ: str) -> Town:
    """A town without territory or places, which the channel does not need."""
    environ = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": api_url, **environ}
    settings = dataclasses.replace(read_settings(environ), var=var)
    return Town(settings, database, cast(Any, None), cast(Any, None), clock)


@asynccontextmanager
async def open_channel(town: Town, rhythm: Rhythm = QUICK) -> AsyncIterator[None]:
    """The channel at work, stopped on leaving."""
    task = asyncio.create_task(TelegramChannel(town, TOKEN, rhythm).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def open_engine(town: Town) -> AsyncIterator[None]:
    """An engine that answers each message with `echo: ` and its text."""
    task = asyncio.create_task(_repeat(town))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def tell(town: Town, chat_id: int, *texts: str, buttons: tuple[Button, ...] = ()) -> None:
    """Say something to a chat, out of any turn."""
    async with town.database.begin() as connection:
        open_conversation(connection, f"telegram:{chat_id}", town.clock.now())
        for text in texts:
            say(connection, f"telegram:{chat_id}", Reply(text, buttons), town.clock.now())


def received(town: Town, chat_id: int | None = None) -> list[dict[str, Any]]:
    """What is in the inbox, in order: of one chat or of all."""
    query = sa.select(tables.inbox.c.content).order_by(tables.inbox.c.id)
    if chat_id is not None:
        query = query.where(tables.inbox.c.conversation_id == f"telegram:{chat_id}")
    with town.database.read() as connection:
        return [row.content for row in connection.execute(query)]


def states(town: Town) -> list[str]:
    """The states of all outgoing messages, in order."""
    with town.database.read() as connection:
        return [row.state for row in connection.execute(sa.select(tables.outgoing).order_by(tables.outgoing.c.id))]


def attempts(town: Town) -> list[int]:
    """How often each outgoing message was put off, in order."""
    with town.database.read() as connection:
        return [row.attempts for row in connection.execute(sa.select(tables.outgoing).order_by(tables.outgoing.c.id))]


@contextmanager
def log_lines() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged meanwhile, at every level."""
    usual = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    try:
        with capture_logs() as lines:
            yield lines
    finally:
        structlog.configure(wrapper_class=usual)


async def _repeat(town: Town) -> None:
    news = town.database.signals.subscribe("inbox")
    while True:
        with town.database.read() as connection:
            waiting = inbox.conversations_to_serve(connection)
        for conversation_id in waiting:
            await _answer(town, conversation_id)
        await heard(news, 0.01)


async def _answer(town: Town, conversation_id: str) -> None:
    async with town.database.begin() as connection:
        message = inbox.next_waiting(connection, conversation_id)
        if message is not None and inbox.settle(connection, message):
            finish_turn(connection, conversation_id, town.clock.now())
            said = next(
                str(message.content[name])
                for name in ("button", "photo", "text", "location")
                if name in message.content
            )
            say(connection, conversation_id, Reply(f"echo: {said}"), town.clock.now())


async def _run_alone(database_url: str, api_url: str, folder: str) -> None:
    town = bare_town(Database(database_url), SystemClock(), Path(folder), api_url)
    async with open_engine(town):
        await TelegramChannel(town, TOKEN, QUICK).run()


if __name__ == "__main__":
    asyncio.run(_run_alone(*sys.argv[1:]))
