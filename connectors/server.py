"""The server: one process that serves the town, every part of it a task of one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import secrets
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import structlog
import uvloop
from aiohttp import web

from bot.accounts import add_account, list_accounts
from bot.clock import SystemClock
from bot.errors import ParvisError
from bot.settings import Settings
from bot.storage.tables import kept_values
from connectors.engine import Engine
from connectors.housekeeping import Housekeeping
from connectors.keys import READER, READY
from connectors.town import Town, open_town
from connectors.web_application import web_application
from nlu.progress import report
from nlu.reader import Reader
from nlu.training import model_file

if TYPE_CHECKING:
    from connectors.dialogue.agent import TownAgent

DRAIN_SECONDS = 20
PAUSE_SECONDS = 1
DEMO_ACCOUNT = ("claire", "Claire", "admin")

Work = Callable[[], Coroutine[Any, Any, None]]

log = structlog.get_logger()


class PortTaken(ParvisError):
    """Another program listens on the port."""

    code = "port_occupe"

    def __init__(self, port: int) -> None:
        super().__init__(f"Le port {port} est déjà utilisé\u00a0: changez PARVIS_PORT ou arrêtez l’autre programme.")


class TrainingFailed(ParvisError):
    """The model could not be trained; the training has said why on stderr."""

    code = "entrainement_echoue"

    def __init__(self) -> None:
        super().__init__(
            "Le modèle n’a pas pu être entraîné\u00a0: voyez la raison ci-dessus, puis «\u00a0make train\u00a0»."
        )


def serve(settings: Settings) -> None:
    """Serve until Ctrl-C or SIGTERM; messages under way are answered first.

    Raises:
        ParvisError: the territory, the database, the port or the model is not as it should be.
    """
    report("Ouverture de la base, du territoire et des adresses…")
    town = open_town(settings, SystemClock())
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(_serve(town))


async def _serve(town: Town) -> None:
    """Open the doors first: messages are kept, and danger is answered, while the assistant gets ready."""
    application, reader = web_application(town), Reader()
    application[READER] = reader
    runner = await _listen(application, town)
    await _ensure_trained()
    await reader.start(model_file())
    agent = await _load_agent(reader)
    application[READY].set()
    engine = Engine(town.database, town.territory, town.places, agent, town.clock, town.sheets(), town.links())
    _announce(town.settings, _demo_password(town) if town.settings.is_demo else None)
    works = [engine.run, town.dispatcher().run, town.collector().run, Housekeeping(town).run]
    await _work_until_stopped([*works, *_channels(town)])
    report("Arrêt…")
    await runner.cleanup()
    await reader.stop()
    await town.http.close()
    town.database.close()


async def _ensure_trained() -> None:
    """Train in a process of its own when there is no model of the present data.

    Raises:
        TrainingFailed: see there.
    """
    if model_file().exists():
        return
    training = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "train")
    if await training.wait() != 0:
        raise TrainingFailed()


async def _load_agent(reader: Reader) -> TownAgent:
    """The agent, ready to answer its first message at once."""
    report("Chargement de l’assistant…")
    agent = await asyncio.to_thread(_import_agent, reader)
    await agent.understand("bonjour")
    return agent


def _import_agent(reader: Reader) -> TownAgent:
    # Importing Rasa takes ten seconds: the doors are open meanwhile.
    from connectors.dialogue.agent import load_agent

    return load_agent(model_file(), reader)


async def _listen(application: web.Application, town: Town) -> web.AppRunner:
    """Open the doors.

    Raises:
        PortTaken: the port is not free.
    """
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.TCPSite(runner, town.settings.host, town.settings.port).start()
    except OSError as error:
        await runner.cleanup()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(town.settings.port) from error
        raise
    return runner


def _channels(town: Town) -> list[Work]:
    """The tasks of the channels that the settings switch on."""
    if town.settings.telegram_token is None:
        return []
    from connectors.telegram.channel import TelegramChannel

    channel = TelegramChannel(town, town.settings.telegram_token)
    return [channel.run]


async def _work_until_stopped(works: list[Work]) -> None:
    """Run all works until a signal asks to stop; what each has begun is then finished."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    tasks = [asyncio.ensure_future(_kept_up(work)) for work in works]
    await stop.wait()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=DRAIN_SECONDS)


async def _kept_up(work: Work) -> None:
    """Start a work again when it fails: one part in trouble never stops the others."""
    while True:
        try:
            await work()
        except Exception as error:
            log.error("work_failed", work=work.__qualname__, error=type(error).__name__, exc_info=True)
        await asyncio.sleep(PAUSE_SECONDS)


def _demo_password(town: Town) -> str | None:
    """Make the demo's account when there is none; its password is drawn once and kept for the notice."""
    with town.database.begin_now() as connection:
        if list_accounts(connection):
            row = connection.execute(sa.select(kept_values).where(kept_values.c.name == "demo_password")).first()
            return None if row is None else str(row.value)
        password = f"Belrive-{secrets.token_hex(4)}-Demo"
        login, first_name, role = DEMO_ACCOUNT
        add_account(connection, login, first_name, role, password, town.clock.now())
        connection.execute(kept_values.insert().values(name="demo_password", value=password))
    return password


def _announce(settings: Settings, password: str | None) -> None:
    url = settings.public_url
    report("Parvis est prêt.")
    if settings.is_demo:
        print(f"Site de démonstration : {url}/")
    print(f"Bureau des agents     : {url}/bureau/")
    if password is not None:
        print(f"Compte du bureau      : {DEMO_ACCOUNT[0]} / {password}")
    print("Ctrl-C pour tout arrêter.", flush=True)
