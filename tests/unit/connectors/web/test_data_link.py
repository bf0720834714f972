from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient

from bot.clock import MovableClock
from bot.conversations.inbox import receive
from bot.privacy.download import new_path
from connectors.town import Town


@pytest.fixture
def path(town: Town) -> str:
    """The path of a link given to a resident."""
    with town.database.begin_now() as connection:
        receive(connection, "web:habitant", "a", {"text": "bonjour"}, town.clock.now())
        return new_path(connection, "web:habitant", town.clock.now())


async def test_the_link_gives_the_file(client: TestClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert (await answer.json())["vos messages"][0]["text"] == "bonjour"


async def test_it_is_dead_after_an_hour(client: TestClient, path: str, clock: MovableClock) -> None:
    clock.advance(timedelta(minutes=61))
    answer = await client.get(path)
    assert answer.status == 404
    assert (await answer.json())["error"]["code"] == "lien_expire"


async def test_another_link_opens_nothing(client: TestClient, path: str) -> None:
    assert (await client.get(path[:-1] + ("a" if path[-1] != "a" else "b"))).status == 404
