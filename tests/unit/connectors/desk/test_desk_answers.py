from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from aiohttp.test_utils import TestClient

from bot.clock import MovableClock


async def test_the_page_lists_every_answer_with_its_dates(agent: TestClient) -> None:
    page = await (await agent.get("/bureau/reponses")).text()
    assert "Aucune réponse n’est à revoir." in page
    assert page.count("<tr>") == 48 and "Jours de ramassage des poubelles" in page and "31\u00a0décembre 2027" in page


async def test_an_answer_that_became_stale_is_to_mend(
    client: TestClient, log_in: Callable[[str], Awaitable[None]], clock: MovableClock
) -> None:
    clock.advance(timedelta(days=100))
    await log_in("claire")
    page = await (await client.get("/bureau/reponses")).text()
    assert "à corriger" in page and "topics/inscription_electorale.md" in page
    assert "Elle devait être revue avant le 28\u00a0février 2027." in page


async def test_the_page_is_for_agents(client: TestClient, log_in: Callable[[str], Awaitable[None]]) -> None:
    assert (await client.get("/bureau/reponses", allow_redirects=False)).status == 303
    await log_in("theo")
    assert (await client.get("/bureau/reponses")).status == 403
