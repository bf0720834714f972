"""Health tells what waits for the back offices, and whose destination is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.requests.breakers import FAILURES_IN_A_ROW, note_failure
from bot.requests.register import record
from bot.requests.service_request import NewRequest, Place
from bot.storage.tables import deliveries
from connectors.keys import READY
from connectors.town import Town


@pytest.fixture
def backlog(town: Town, clock: MovableClock) -> None:
    """Two requests an hour old and one given up, for the desk; a system that fails."""
    with town.database.begin_now() as connection:
        open_conversation(connection, "web:a", clock.now())
        for _ in range(3):
            new = NewRequest("nid_de_poule", "un trou", Place("12 rue Pasteur"), "web:a")
            given_up = record(connection, town.territory, new, clock.now()).reference
        connection.execute(deliveries.update().where(deliveries.c.reference == given_up).values(state="dead"))
        clock.advance(timedelta(hours=1))
        for _ in range(FAILURES_IN_A_ROW):
            note_failure(connection, "systeme", clock.now())


@pytest.mark.usefixtures("backlog")
async def test_readiness_shows_the_backlog_and_does_not_fail_for_it(client: TestClient) -> None:
    answer = await client.get("/health/ready")
    waiting = {"waiting": 2, "oldest_seconds": 3600, "dead_letters": 1, "breakers_open": 1}
    assert (answer.status, await answer.json()) == (503, {"database": True, "model": False, "deliveries": waiting})
    client.app[READY].set()  # type: ignore[index]
    assert (await client.get("/health/ready")).status == 200


@pytest.mark.usefixtures("backlog")
async def test_metrics_are_figures_by_destination(client: TestClient) -> None:
    answer = await client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain")
    samples = [one for family in text_string_to_metric_families(await answer.text()) for one in family.samples]
    figures = {(one.name, one.labels["destination"]): one.value for one in samples}
    assert figures["parvis_deliveries_waiting", "desk"] == 2
    assert figures["parvis_deliveries_oldest_seconds", "desk"] == 3600
    assert figures["parvis_deliveries_dead", "desk"] == 1
    assert (figures["parvis_breaker_open", "systeme"], figures["parvis_breaker_open", "desk"]) == (1, 0)


async def test_a_town_without_backlog_is_said_so(client: TestClient, town: Town) -> None:
    with town.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(deliveries)).scalar_one() == 0
    assert (await (await client.get("/health/ready")).json())["deliveries"]["waiting"] == 0
    assert (await client.get("/health/live")).status == (await client.get("/metrics")).status == 200
