"""A worker killed at every step of a delivery: the play, as a program (`KIND URL DATABASE FOLDER STRIDE [MAILBOX]`).

It prints, as JSON, what it had to deliver (a reference, and the number of the word added to it) and how many kills
there were; whether each arrived once is for who runs the system to say. Each kill is a process that ends
(`os._exit`) just before one of its statements, commits or calls, or just after a call. Another process then goes
on from what is in the database, and is killed as well; a third one ends the work.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sys
from collections.abc import Awaitable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import aiosmtplib
import sqlalchemy as sa

from actions.backoffice.dispatcher import Dispatcher
from actions.backoffice.http import HttpClient
from actions.backoffice.means import Means
from actions.backoffice.opening import open_back_offices
from bot.clock import MovableClock, SystemClock
from bot.logs import set_up_logs
from bot.settings import DEMO_TERRITORY, Settings, read_settings
from bot.storage.database import Database
from bot.territory.territory import Territory, load_territory
from tests.integration.backoffice.conftest import Yard, destination_of, with_destination
from tests.integration.backoffice.mail_town import by_mail, mail_settings
from tests.integration.forking import in_child

CRASHED = 77
NOW = SystemClock().now()  # signatures, and what a system says of the past, are judged by the real time
WORDS = "un mot"
LATER_STEPS = 60  # about as many as the work has


class Fuse:
    """Ends the process before its step `steps`; never, when that is 0."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def burn(self, *_event: Any) -> None:
        self._left -= 1
        if self._left == 0:
            os._exit(CRASHED)


class MortalClient(HttpClient):
    """Calls whose process may die before them, or once the system has answered."""

    fuse: Fuse

    async def call(self, method: str, url: Any, *, changes: bool, **options: Any) -> Any:
        self.fuse.burn()
        answer = await super().call(method, url, changes=changes, **options)
        self.fuse.burn()
        return answer


class MortalMail(aiosmtplib.SMTP):
    """Mails whose process may die before each exchange with the mail server, or after it."""

    fuse: Fuse

    async def connect(self, **options: Any) -> Any:
        return await self._between(super().connect(**options))

    async def mail(self, *words: Any, **options: Any) -> Any:
        return await self._between(super().mail(*words, **options))

    async def rcpt(self, *words: Any, **options: Any) -> Any:
        return await self._between(super().rcpt(*words, **options))

    async def data(self, *words: Any, **options: Any) -> Any:
        return await self._between(super().data(*words, **options))

    async def quit(self, **options: Any) -> Any:
        return await self._between(super().quit(**options))

    async def _between(self, exchange: Awaitable[Any]) -> Any:
        self.fuse.burn()
        answer = await exchange
        self.fuse.burn()
        return answer


def deliver(url: str, territory: Territory, settings: Settings, fuse: Fuse, clock: MovableClock) -> None:
    """Deliver all there is, over the hour that follows."""
    database = Database(url)
    client = MortalClient(frozenset({"127.0.0.1"}))
    client.fuse = MortalMail.fuse = fuse
    aiosmtplib.SMTP = MortalMail  # type: ignore[misc]
    sa.event.listen(database.engine, "before_cursor_execute", fuse.burn)
    sa.event.listen(database.engine, "commit", fuse.burn)
    offices = open_back_offices(Means(settings, territory, client, SystemClock()))
    dispatcher = Dispatcher(database, territory, offices, clock, settings)

    async def work() -> None:
        for _ in range(6):
            await dispatcher.deliver_due()
            clock.advance(timedelta(minutes=10))
        await client.close()

    asyncio.run(work())
    database.close()


def prepare(url: str, territory: Territory, settings: Settings) -> tuple[str, int]:
    """Record one request and one added word; the reference, and the number of the word's delivery."""
    database = Database(url)
    yard = Yard(database, territory, MovableClock(NOW), settings, None, [])  # type: ignore[arg-type]
    reference = yard.report()
    yard.say_more(reference, WORDS)
    number = yard.rows()[-1].id
    database.close()
    return reference, number


def town_of(kind: str, url: str, folder: Path, mailbox: str | None) -> tuple[Territory, Settings]:
    """The demo town with its road department behind the system."""
    territory = load_territory(DEMO_TERRITORY)
    if kind == "email":
        return by_mail(territory), mail_settings(folder, url, mailbox)
    destination, secrets = destination_of(kind, url)
    settings = dataclasses.replace(read_settings({}), var=folder, destination_secrets=secrets)
    return with_destination(territory, destination), settings


def main(kind: str, url: str, database: str, folder: Path, stride: int, mailbox: str | None = None) -> None:
    """Kill at each step in turn (or at one in `stride`), until a delivery ends before the fuse does."""
    set_up_logs("CRITICAL")
    territory, settings = town_of(kind, url, folder, mailbox)
    sent, kills = [], 0
    for step in count(1, stride):
        sent.append(prepare(database, territory, settings))
        ends = []
        for number, steps in enumerate((step, 7 * step % LATER_STEPS + 1, 0)):
            clock = MovableClock(NOW + number * timedelta(hours=2))
            ends.append(in_child(lambda: deliver(database, territory, settings, Fuse(steps), clock)))  # noqa: B023
        assert ends[1] in (0, CRASHED) and ends[2] == 0
        kills += ends.count(CRASHED)
        if ends[0] == 0:
            break
    print(json.dumps({"sent": sent, "kills": kills}))


if __name__ == "__main__":
    main(*sys.argv[1:4], Path(sys.argv[4]), int(sys.argv[5]), *sys.argv[6:])
