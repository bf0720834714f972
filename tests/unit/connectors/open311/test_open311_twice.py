"""The same call reaching two processes at once on PostgreSQL is taken once, and both are answered alike."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.clock import MovableClock
from bot.requests.register import get_request, requests_since
from bot.storage.database import Database
from connectors.town import Town
from connectors.web_application import web_application
from tests.integration.at_once import at_once

HOLE = {"service_code": "nid_de_poule", "lat": "47.0012", "long": "1.0021", "description": "Un trou"}


@pytest.fixture
def database_kind() -> str:
    return "postgresql"


def posted_twice(town: Town, path: str, form: dict[str, str]) -> tuple[Any, Any]:
    """Answers of two processes."""

    def post(database: Database) -> Any:
        return asyncio.run(_post(dataclasses.replace(town, database=database), path, form))

    return at_once(town.database, post, post)


async def _post(town: Town, path: str, form: dict[str, str]) -> Any:
    async with TestClient(TestServer(web_application(town))) as client:
        answer = await client.post(f"/open311/v2/{path}.json", data=form)
        return answer.status, await answer.json()


def test_a_report_posted_twice_at_once_is_one_request(town: Town, api_key: str) -> None:
    form = {**HOLE, "api_key": api_key, "attribute[external_id]": "42"}
    first, second = posted_twice(town, "requests", form)
    assert first == second
    assert first[0] == 200
    with town.database.read() as connection:
        (made,) = requests_since(connection)
    assert first[1][0]["service_request_id"] == made.reference


def test_an_update_posted_twice_at_once_is_added_once(town: Town, api_key: str, clock: MovableClock) -> None:
    (_, [made]) = asyncio.run(_post(town, "requests", {**HOLE, "api_key": api_key}))
    update = {"update_id": "7", "updated_datetime": clock.now().isoformat(), "status": "OPEN", "description": "Encore"}
    form = {**update, "service_request_id": made["service_request_id"], "api_key": api_key}
    first, second = posted_twice(town, "servicerequestupdates", form)
    assert first == second
    assert first[0] == 200
    with town.database.read() as connection:
        history = get_request(connection, made["service_request_id"]).history
    assert [entry.text for entry in history if entry.kind == "ajout"] == ["Encore"]
