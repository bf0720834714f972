"""Both systems started, spoken to and stopped: what `make bench` measures of each while it runs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.bench.conversation import TURNS
from tests.bench.load import ROUNDS, Load, Speaker, best, hold
from tests.bench.parsing import Parsing, parse_with_parvis, parse_with_stock
from tests.bench.parvis_door import ParvisDoor, ParvisSpeaker
from tests.bench.program import Program, ProgramFailed, free_port, running
from tests.bench.stock_door import StockSpeaker
from tests.bench.workplace import PYTHON, STOCK, environment, fresh_database

START_SECONDS = 300.0
LOAD_SECONDS = 900.0
IN_PROCESS_SECONDS = 1200.0


@dataclass(frozen=True)
class Measured:
    """What was seen of a running system."""

    start_seconds: float
    loads: list[Load]
    megabytes: float
    parsing: dict[str, Parsing]


async def measure_parvis(repeats: int) -> Measured:
    """Parvis as `parvis run` starts it, through the website's door."""
    port, started = free_port(), time.perf_counter()
    with running("parvis", [*PYTHON, "bot", "run"], _parvis(port)) as program:
        async with _http() as http:
            door = ParvisDoor(http, port)
            await _first_answer(lambda: ParvisSpeaker(door, START_SECONDS), program)
            start = time.perf_counter() - started
            await door.learn(TURNS)
            loads = await _loads(lambda: ParvisSpeaker(door), repeats)
        megabytes = program.megabytes()
    return Measured(start, loads, megabytes, await asyncio.to_thread(parse_with_parvis))


async def measure_stock(model: Path, repeats: int) -> Measured:
    """The stock server and its action server, through the REST channel."""
    port, actions_port, started = free_port(), free_port(), time.perf_counter()
    variables = _stock(actions_port)
    with (
        running("stock-actions", _actions_command(actions_port), variables) as actions,
        running("stock", _stock_command(model, port), variables) as server,
    ):
        async with _http() as http:
            await _first_answer(lambda: StockSpeaker(http, port), server, actions)
            start = time.perf_counter() - started
            await hold(lambda: StockSpeaker(http, port), 1, 1)
            loads = await _loads(lambda: StockSpeaker(http, port), repeats)
        megabytes = server.megabytes() + actions.megabytes()
        return Measured(start, loads, megabytes, await parse_with_stock(port))


def measure_in_process(repeats: int) -> list[Load]:
    """Parvis's turns without HTTP, in a process of their own."""
    database = fresh_database("in-process")
    answer = database.with_suffix(".json")
    variables = environment(PARVIS_DATABASE_URL=f"sqlite:///{database}")
    command = [*PYTHON, "tests.bench.in_process", str(answer), str(repeats)]
    with running("in-process", command, variables) as program:
        program.wait(IN_PROCESS_SECONDS)
    return [Load(**load) for load in json.loads(answer.read_text(encoding="utf-8"))]


def _parvis(port: int) -> Mapping[str, str]:
    return environment(PARVIS_DATABASE_URL=f"sqlite:///{fresh_database('parvis')}", PARVIS_PORT=port)


def _stock(actions_port: int) -> Mapping[str, str]:
    return environment(
        PARVIS_DATABASE_URL=f"sqlite:///{fresh_database('stock-actions')}",
        STOCK_TRACKER_DB=fresh_database("stock-tracker"),
        STOCK_ACTIONS_URL=f"http://127.0.0.1:{actions_port}/webhook",
        SANIC_HOST="127.0.0.1",
    )


def _actions_command(port: int) -> list[str]:
    return [*PYTHON, "rasa", "run", "actions", "--quiet", "--actions", "actions", "--port", str(port)]


def _stock_command(model: Path, port: int) -> list[str]:
    files = ["--endpoints", str(STOCK / "endpoints.yml"), "--credentials", str(STOCK / "credentials.yml")]
    door = ["--interface", "127.0.0.1", "--port", str(port), "--enable-api"]
    return [*PYTHON, "rasa", "run", "--quiet", "--model", str(model), *files, *door]


@asynccontextmanager
async def _http() -> AsyncIterator[aiohttp.ClientSession]:
    """A client that opens as many connections as there are residents."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        yield http


async def _first_answer(new_speaker: Callable[[], Speaker], *programs: Program) -> None:
    """Speak until an answer comes; raise ProgramFailed when a program ends or none comes."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        for program in programs:
            program.check()
        if await _is_answered(new_speaker()):
            return
        await asyncio.sleep(0.1)
    raise ProgramFailed(f"{programs[0].log.name}: no answer in {START_SECONDS:.0f} s, see {programs[0].log}")


async def _is_answered(speaker: Speaker) -> bool:
    try:
        await speaker.open()
        return bool(await speaker.say(TURNS[0]))
    except aiohttp.ClientError:
        return False
    finally:
        await speaker.close()


async def _loads(new_speaker: Callable[[], Speaker], repeats: int) -> list[Load]:
    """The best of `repeats` for each number of residents at once."""
    measured = []
    for at_once, rounds in ROUNDS.items():
        tries = [await _bounded(hold(new_speaker, at_once, rounds)) for _ in range(repeats)]
        measured.append(best(tries))
    return measured


async def _bounded(work: Awaitable[Load]) -> Load:
    try:
        return await asyncio.wait_for(work, LOAD_SECONDS)
    except asyncio.TimeoutError as error:
        raise ProgramFailed(f"conversations were not finished in {LOAD_SECONDS:.0f} s") from error
