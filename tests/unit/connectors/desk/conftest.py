from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from aiohttp.test_utils import TestClient
from argon2 import PasswordHasher

import bot.accounts
from bot.accounts import add_account
from bot.conversations.conversation import ask_for_person
from bot.conversations.inbox import receive
from bot.requests.register import record
from bot.requests.service_request import NewRequest, Place
from connectors.town import Town

PASSWORD = "Un-mot-de-passe-1"
RESIDENT = "web:habitant"

LogIn = Callable[[str], Awaitable[None]]


@pytest.fixture(autouse=True)
def accounts(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two agents, an administrator and a trainer; their passwords are hashed fast, which only a test may."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(bot.accounts, "_hasher", quick)
    monkeypatch.setattr(bot.accounts, "_DECOY", quick.hash("decoy"))
    with town.database.begin_now() as connection:
        for login, role in (("claire", "agent"), ("karim", "agent"), ("ada", "admin"), ("theo", "formateur")):
            add_account(connection, login, login.capitalize(), role, PASSWORD, town.clock.now())


@pytest.fixture
def log_in(client: TestClient) -> LogIn:
    """Log the client in, as somebody else when it was logged in before."""

    async def post(login: str) -> None:
        fields = {"identifiant": login, "mot_de_passe": PASSWORD}
        answer = await client.post("/bureau/connexion", data=fields, allow_redirects=False)
        assert answer.status == 303

    return post


@pytest.fixture
async def agent(client: TestClient, log_in: LogIn) -> TestClient:
    """A client logged in as Claire."""
    await log_in("claire")
    return client


@pytest.fixture
def new_request(town: Town) -> Callable[..., str]:
    """Record a request; return its reference."""

    def make(description: str = "un trou", service_code: str = "nid_de_poule", **more: object) -> str:
        values = {"place": Place("12 rue Pasteur, 96380 Belrive"), "conversation_id": RESIDENT, **more}
        with town.database.begin_now() as connection:
            receive(connection, RESIDENT, description[:64], {"text": description}, town.clock.now())
            new = NewRequest(service_code, description, **values)  # type: ignore[arg-type]
            return record(connection, town.territory, new, town.clock.now()).reference

    return make


@pytest.fixture
def waiting(town: Town) -> str:
    """A conversation that waits for a person; its identifier."""
    with town.database.begin_now() as connection:
        receive(connection, RESIDENT, "a", {"text": "je voudrais quelqu’un"}, town.clock.now())
        ask_for_person(connection, RESIDENT, "je voudrais quelqu’un", town.clock.now())
    return RESIDENT
