"""Parvis without a door: turns through the inbox and the engine of this process, as `parvis chat` takes them.

Run as a program it writes what it measured into the JSON file it is given; the bench starts it on a fresh
database.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bot.__main__ import _settings as settings_with_logs
from bot.clock import SystemClock
from bot.conversations.inbox import receive
from bot.conversations.outgoing import messages_after
from connectors.dialogue.agent import load_agent
from connectors.engine import Engine
from connectors.town import Town, open_town
from nlu.training import ensure_trained
from tests.bench.load import ROUNDS, Load, best, hold

_numbers = itertools.count(1)


class EngineSpeaker:
    """A resident whose messages go straight into the inbox."""

    def __init__(self, town: Town, engine: Engine) -> None:
        self._town = town
        self._engine = engine
        self._conversation_id = f"web:bench-{next(_numbers)}"
        self._last = 0

    async def open(self) -> None:
        pass

    async def say(self, text: str) -> Sequence[str]:
        database, now = self._town.database, self._town.clock.now()
        async with database.begin() as connection:
            receive(connection, self._conversation_id, f"key-{next(_numbers)}", {"text": text}, now)
        await self._engine.serve(self._conversation_id)
        with database.read() as connection:
            messages = messages_after(connection, self._conversation_id, self._last)
        self._last = max((message.id for message in messages), default=self._last)
        return [message.text for message in messages]

    async def close(self) -> None:
        pass


async def measure(repeats: int) -> list[Load]:
    """The best of `repeats` for each number of conversations at once."""
    town = open_town(settings_with_logs(), SystemClock())
    engine = Engine(town.database, town.territory, town.places, load_agent(ensure_trained()), town.clock)
    await hold(lambda: EngineSpeaker(town, engine), 1, 2)
    measured = []
    for at_once, count in ROUNDS.items():
        tries = [await hold(lambda: EngineSpeaker(town, engine), at_once, count) for _ in range(repeats)]
        measured.append(best(tries))
    return measured


def main(answer: Path, repeats: int) -> None:
    """Measure, and write what was measured."""
    loads = asyncio.run(measure(repeats))
    answer.write_text(json.dumps([asdict(load) for load in loads]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
