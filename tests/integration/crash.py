"""A process killed between any two steps loses nothing and doubles nothing: the play, run as a program.

It has a process of its own (`python -m tests.integration.crash FOLDER`), since forking one that has
trained a model, and so runs threads, may hang.

The same conversation is played many times; each time the process dies (`os._exit`) just before another
of its database statements or commits, in a child made by `fork`. A second process then goes on from
what is on the disk. What the resident got, what was recorded and what was delivered must be the same
as without any crash.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.clock import MovableClock
from bot.conversations.inbox import receive
from bot.logs import set_up_logs
from bot.places.index import PlaceIndex
from bot.places.territory_index import ensure_index
from bot.settings import DEMO_TERRITORY, ROOT, read_settings
from bot.storage.database import Database
from bot.storage.tables import deliveries, inbox, outgoing, service_requests, voices
from bot.territory.territory import Territory, load_territory
from connectors.dialogue.agent import load_agent
from connectors.engine import Engine
from connectors.town import Town
from connectors.understanding import danger
from nlu.training import model_file
from tests.integration.forking import in_child

CONVERSATION = "web:crash"
WORDS = ("un gros tas de gravats a été jeté devant le 8 rue des Lilas", "je ne sais pas", "je ne sais pas", "oui")
NOW = datetime(2026, 11, 24, 9, 15, tzinfo=timezone.utc)
CRASHED = 77


@dataclass
class Fuse:
    """Counts down the database's steps, and ends the process when it has burnt."""

    steps: int
    burnt: int = 0

    def burn(self, *_event: Any) -> None:
        self.burnt += 1
        if self.burnt == self.steps:
            os._exit(CRASHED)


def play(folder: Path, agent: Any, territory: Territory, fuse: Fuse) -> None:
    """Send each message until it is accepted, answer all, deliver what is due."""
    settings = replace(read_settings({"PARVIS_DATABASE_URL": f"sqlite:///{folder / 'crash.db'}"}), var=folder)
    database, clock = Database(settings.database_url), MovableClock(NOW)
    database.upgrade()
    places = PlaceIndex.open(ensure_index(settings.territory, ROOT / "var"))
    town = Town(settings, database, territory, places, clock)
    engine = Engine(database, territory, places, agent, clock)
    sa.event.listen(database.engine, "before_cursor_execute", fuse.burn)
    sa.event.listen(database.engine, "commit", fuse.burn)
    asyncio.run(_converse(town, engine, clock))


async def _converse(town: Town, engine: Engine, clock: MovableClock) -> None:
    for number, words in enumerate(WORDS):
        async with town.database.begin() as connection:
            receive(connection, CONVERSATION, f"message-{number}", {"text": words}, clock.now())
        await engine.serve(CONVERSATION)
    # A worker that died holds its delivery until the lease ends.
    for _ in range(2):
        clock.advance(timedelta(minutes=10))
        await town.dispatcher().deliver_due()


def outcome(folder: Path) -> dict[str, Any]:
    """What is on the disk, without what differs from run to run (references)."""
    engine = sa.create_engine(f"sqlite:///{folder / 'crash.db'}", future=True)
    with engine.connect() as connection:
        requests = connection.execute(sa.select(service_requests)).mappings().all()
        references = {row["reference"]: "REF" for row in requests}

        def plain(text: str) -> str:
            for reference in references:
                text = text.replace(reference, "REF")
            return text

        found = {
            "inbox": [tuple(row) for row in connection.execute(sa.select(inbox.c.key, inbox.c.state))],
            "turns": [row.turn for row in connection.execute(sa.select(outgoing.c.turn).order_by(outgoing.c.id))],
            "last": [plain(row.text) for row in connection.execute(sa.select(outgoing.c.text).order_by(outgoing.c.id))][
                -1:
            ],
            "requests": [(row["service_code"], row["address"], row["status"]) for row in requests],
            "voices": connection.execute(sa.select(sa.func.count()).select_from(voices)).scalar_one(),
            "deliveries": [
                tuple(row) for row in connection.execute(sa.select(deliveries.c.destination, deliveries.c.state))
            ],
        }
    engine.dispose()
    mails = sorted((folder / "mail").glob("*.eml"))
    return {**found, "mails": len(mails)}


def main(folder: Path) -> None:
    """Play once in peace, then once for each step with a kill just before it."""
    set_up_logs("ERROR")
    agent, territory = load_agent(model_file()), load_territory(DEMO_TERRITORY)
    # What is read at the first message is read here, and not again in each child.
    asyncio.run(agent.understand("un gros trou"))
    danger({"text": "un gros trou"})
    gc.freeze()
    calm = folder / "calm"
    calm.mkdir()
    assert in_child(lambda: play(calm, agent, territory, Fuse(steps=-1))) == 0
    expected = outcome(calm)
    assert expected["mails"] == len(expected["requests"]) == len(expected["deliveries"]) == 1
    kills = sum(1 for _ in kill_at_each_step(folder, agent, territory, expected))
    print(f"{kills} kills")


def kill_at_each_step(folder: Path, agent: Any, territory: Territory, expected: dict[str, Any]) -> Iterator[int]:
    """The steps before which the process was killed; after each, what is on the disk is as expected."""
    for step in count(1):
        place = folder / str(step)
        place.mkdir()
        status = in_child(partial(play, place, agent, territory, Fuse(steps=step)))
        if status == 0:
            return
        assert status == CRASHED
        assert in_child(partial(play, place, agent, territory, Fuse(steps=-1))) == 0
        assert outcome(place) == expected, f"killed before step {step}"
        yield step


if __name__ == "__main__":
    main(Path(sys.argv[1]))
