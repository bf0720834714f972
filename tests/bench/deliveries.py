"""`python -m tests.bench.deliveries [REQUESTS]`: signed deliveries a second, from the outbox to a sink on loopback.

The sink is a process of its own; the dispatcher is one process on SQLite with every commit on disk.
"""

from __future__ import annotations

import asyncio
import dataclasses
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from aiohttp import web

from bot.clock import SystemClock
from bot.conversations.conversation import open_conversation
from bot.logs import set_up_logs
from bot.requests.register import record
from bot.requests.service_request import NewRequest, Place
from bot.settings import DEMO_TERRITORY, read_settings
from bot.storage.database import Database
from bot.storage.tables import deliveries
from bot.territory.destinations import Destination
from bot.territory.reading import Entry
from bot.territory.territory import Territory, load_territory
from connectors.town import Town
from tests.bench.program import free_port, running
from tests.bench.workplace import BENCH, PYTHON, environment

REQUESTS = 2000
TARGET = 200.0
CONVERSATION = "web:bench"
SECRET = {"PARVIS_DESTINATION_PUITS_SECRET": "whsec_" + "A" * 40}


def serve_sink(port: int) -> None:
    """Take whatever comes."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({})

    application = web.Application()
    application.add_routes([web.post("/", take), web.get("/", take)])
    web.run_app(application, host="127.0.0.1", port=port, print=None, access_log=None)


async def deliver(folder: Path, port: int, requests: int) -> tuple[float, float]:
    """Seconds, and seconds of CPU of the dispatcher's process, that the deliveries of so many requests took."""
    town = _town(folder, port)
    async with town.database.begin() as connection:
        open_conversation(connection, CONVERSATION, town.clock.now())
        for _ in range(requests):
            new = NewRequest("nid_de_poule", "un trou", Place("12 rue Pasteur", None, 47.0, 1.0, True), CONVERSATION)
            record(connection, town.territory, new, town.clock.now())
    dispatcher = town.dispatcher()
    start, busy = time.perf_counter(), time.process_time()
    while await dispatcher.deliver_due():
        pass
    taken = time.perf_counter() - start, time.process_time() - busy
    await town.http.close()
    with town.database.read() as connection:
        delivered = sa.select(sa.func.count()).select_from(deliveries).where(deliveries.c.state == "delivered")
        assert connection.execute(delivered).scalar_one() == requests
    return taken


def _town(folder: Path, port: int) -> Town:
    settings = read_settings({"PARVIS_DATABASE_URL": f"sqlite:///{folder / 'bench.db'}", **SECRET})
    database = Database(settings.database_url)
    database.upgrade()
    territory = _territory(load_territory(DEMO_TERRITORY), f"http://127.0.0.1:{port}/")
    return Town(settings, database, territory, cast(Any, None), SystemClock())


def _territory(territory: Territory, url: str) -> Territory:
    sink = Destination("puits", "webhook", url, False, {}, {}, Entry("", 0, "", None), frozenset({"127.0.0.1"}))
    road = dataclasses.replace(territory.departments["voirie"], destination="puits")
    departments = {**territory.departments, "voirie": road}
    return dataclasses.replace(territory, destinations={"puits": sink}, departments=departments)


async def _until_open(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


def main() -> None:
    """Measure and print."""
    set_up_logs("ERROR")
    if sys.argv[1:2] == ["sink"]:
        serve_sink(int(sys.argv[2]))
        return
    requests, port = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS, free_port()
    BENCH.mkdir(parents=True, exist_ok=True)
    command = [*PYTHON, "tests.bench.deliveries", "sink", str(port)]
    with running("sink", command, environment()), tempfile.TemporaryDirectory() as folder:
        asyncio.run(_until_open(port))
        seconds, cpu = asyncio.run(deliver(Path(folder), port, requests))
    verdict = "OK" if requests / seconds >= TARGET else "NOT REACHED"
    print(
        f"deliveries: {requests} in {seconds:.1f} s ({cpu:.1f} s of CPU), {requests / seconds:.0f} a second;"
        f" target {TARGET:.0f}: {verdict}"
    )


if __name__ == "__main__":
    main()
