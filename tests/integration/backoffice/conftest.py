"""A town whose road department is reached through a system that fails as it is told."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
import sqlalchemy as sa

from actions.backoffice.collector import Collector
from actions.backoffice.dispatcher import Dispatcher
from actions.backoffice.http import HttpClient
from actions.backoffice.means import Means
from actions.backoffice.opening import open_back_offices
from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.requests.additions import add
from bot.requests.breakers import PAUSE
from bot.requests.register import record
from bot.requests.service_request import NewRequest, Place
from bot.settings import read_settings
from bot.storage.database import Database
from bot.storage.tables import deliveries
from bot.territory.destinations import Destination
from bot.territory.reading import Entry
from bot.territory.territory import Territory
from tests.integration.backoffice.faulty import FaultySystem
from tests.integration.backoffice.open311_system import API_KEY, Open311System
from tests.integration.backoffice.systems import PUBLIK_KEY, WEBHOOK_SECRET, Glpi, Glpi11, Wcs, WebhookSink

RESIDENT = "web:a"
TIMEOUT_SECONDS = 0.5
PUBLIK_OPTIONS = {
    "orig": "parvis.example",
    "fields": {"texte": "description", "ou": "position", "photo": "photo1", "ref": "reference"},
    "comment_hook": "complement",
}
CONFIGURATIONS: dict[str, tuple[str, str, dict[str, str], dict[str, str], Any]] = {
    "webhook": ("webhook", "/", {}, {"SECRET": WEBHOOK_SECRET}, None),
    "publik": ("publik", "", {"default": "voirie"}, {"KEY": PUBLIK_KEY}, PUBLIK_OPTIONS),
    "open311": ("open311", "/v2", {}, {"API_KEY": API_KEY}, {"updates": True}),
    "glpi": ("glpi", "/apirest.php", {"default": "7"}, {"USER_TOKEN": "jeton"}, None),
    "glpi11": (
        "glpi",
        "/api.php",
        {"default": "7"},
        {"CLIENT_ID": "parvis", "CLIENT_SECRET": "secret", "USERNAME": "parvis", "PASSWORD": "passe"},
        None,
    ),
}


class Worker(Protocol):
    """Who delivers: a dispatcher, or several as one."""

    async def deliver_due(self) -> int: ...


@dataclass
class Yard:
    """A database, a territory and a clock, with one system at the end of the way."""

    database: Database
    territory: Territory
    clock: MovableClock
    settings: Any
    system: FaultySystem
    clients: list[HttpClient]

    def offices(self) -> Any:
        client = HttpClient(frozenset({"127.0.0.1"}), TIMEOUT_SECONDS)
        self.clients.append(client)
        return open_back_offices(Means(self.settings, self.territory, client, self.clock))

    def dispatcher(self) -> Dispatcher:
        """A worker of its own, as after a restart."""
        return Dispatcher(self.database, self.territory, self.offices(), self.clock, self.settings)

    def collector(self) -> Collector:
        return Collector(self.database, self.territory, self.offices(), self.clock)

    def report(self, conversation: str = RESIDENT, media: tuple[str, ...] = ()) -> str:
        """Record a hole in the street; its reference."""
        place = Place("12 rue Pasteur, 96380 Belrive", None, 47.001, 1.002, True)
        with self.database.begin_now() as connection:
            open_conversation(connection, conversation, self.clock.now())
            new = NewRequest("nid_de_poule", "un trou", place, conversation, media=media)
            return record(connection, self.territory, new, self.clock.now()).reference

    def say_more(self, reference: str, words: str, media: tuple[str, ...] = ()) -> None:
        with self.database.begin_now() as connection:
            add(connection, reference, RESIDENT, self.clock.now(), words, media)

    def rows(self) -> list[Any]:
        with self.database.read() as connection:
            return connection.execute(sa.select(deliveries).order_by(deliveries.c.id)).fetchall()

    async def settle(self, dispatcher: Worker, most: timedelta = timedelta(days=4)) -> None:
        """Move the clock from one due moment to the next until nothing waits, or for `most`."""
        end = self.clock.now() + most
        while self.clock.now() < end:
            tried, now = await dispatcher.deliver_due(), self.clock.now()
            waiting = [row for row in self.rows() if row.state in ("waiting", "sending")]
            if not waiting:
                return
            moments = [row.next_at if row.state == "waiting" else row.leased_until for row in waiting]
            later = [moment for moment in moments if moment > now]
            rest = (min(later) - now if later and not tried else timedelta(0)) + PAUSE * 1.1
            self.clock.advance(min(rest, end - now))


def system_of(kind: str, clock: MovableClock) -> FaultySystem:
    makers: dict[str, Callable[[], FaultySystem]] = {
        "webhook": lambda: WebhookSink(clock),
        "publik": lambda: Wcs(clock),
        "open311": lambda: Open311System(clock),
        "glpi": Glpi,
        "glpi11": Glpi11,
    }
    return makers[kind]()


def destination_of(kind: str, url: str) -> tuple[Destination, dict[str, str]]:
    """The configuration of a system at that address, and its secrets."""
    name, path, services, secrets, options = CONFIGURATIONS[kind]
    entry = Entry("destinations.yml", 1, "options", options)
    statuses = {"finished": "resolu"} if kind == "publik" else {}
    destination = Destination("systeme", name, url + path, False, services, statuses, entry, frozenset({"127.0.0.1"}))
    return destination, {f"PARVIS_DESTINATION_SYSTEME_{name}": text for name, text in secrets.items()}


def with_destination(territory: Territory, destination: Destination, email: str | None = None) -> Territory:
    """The territory, with the road department behind a destination."""
    road = dataclasses.replace(territory.departments["voirie"], destination=destination.code, email=email)
    return dataclasses.replace(
        territory,
        destinations={destination.code: destination},
        departments={**territory.departments, "voirie": road},
    )


@pytest.fixture
def kind() -> str:
    """The kind of system at the end of the way; tests say otherwise."""
    return "webhook"


@pytest.fixture
async def yard(
    kind: str, database: Database, belrive: Territory, clock: MovableClock, tmp_path: Path
) -> AsyncIterator[Yard]:
    async with system_of(kind, clock) as system:
        destination, secrets = destination_of(kind, system.url)
        settings = dataclasses.replace(read_settings({}), var=tmp_path, destination_secrets=secrets)
        yard = Yard(database, with_destination(belrive, destination), clock, settings, system, [])
        yield yard
        for client in yard.clients:
            await client.close()
