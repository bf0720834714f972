"""Deliveries that were given up: seen by agents only, sent again or noted as arrived."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from bot.storage.tables import deliveries
from connectors.town import Town

NewRequest = Callable[..., str]


@pytest.fixture
def letter(town: Town, new_request: NewRequest) -> int:
    """A delivery that was given up, and may have arrived all the same."""
    new_request()
    values = {"state": "dead", "attempts": 10, "uncertain": True, "last_error": "Le système est en panne <500>."}
    with town.database.begin_now() as connection:
        connection.execute(deliveries.update().values(**values))
        return int(connection.execute(sa.select(deliveries.c.id)).scalar_one())


def row(town: Town) -> Any:
    with town.database.read() as connection:
        return connection.execute(sa.select(deliveries)).one()


async def test_the_page_says_what_happened_and_the_bar_how_many_wait(agent: TestClient, letter: int) -> None:
    page = await (await agent.get("/bureau/envois")).text()
    for words in ("Trou dans", "10 essais", "Le système est en panne &lt;500&gt;.", "peut-être arrivé", "à revoir"):
        assert words in page


@pytest.mark.parametrize(("fields", "uncertain"), [({}, True), ({"verifie": "oui"}, False)])
async def test_it_is_sent_again_and_looked_up_first_unless_the_agent_has_checked(
    agent: TestClient, town: Town, letter: int, fields: dict[str, str], uncertain: bool
) -> None:
    answer = await agent.post(f"/bureau/envois/{letter}", data={"decision": "renvoyer", **fields})
    assert "L’envoi repart." in await answer.text()
    found = row(town)
    assert (found.state, found.attempts, found.uncertain) == ("waiting", 0, uncertain)


async def test_what_the_agent_saw_arrived_is_not_sent(agent: TestClient, town: Town, letter: int) -> None:
    await agent.post(f"/bureau/envois/{letter}", data={"decision": "arrive"})
    assert row(town).state == "delivered"
    assert "Tous les envois" in await (await agent.get("/bureau/envois")).text()


@pytest.mark.parametrize("number", ["999", "x", "9" * 30, "٣"])
async def test_a_decision_taken_meanwhile_changes_nothing(
    agent: TestClient, town: Town, letter: int, number: str
) -> None:
    answer = await agent.post(f"/bureau/envois/{number}", data={"decision": "renvoyer"})
    assert answer.status == 409
    assert row(town).state == "dead"


async def test_only_agents_decide(client: TestClient, town: Town, letter: int, log_in: Any) -> None:
    answer = await client.post(f"/bureau/envois/{letter}", data={"decision": "arrive"}, allow_redirects=False)
    assert answer.status == 303 and "connexion" in answer.headers["Location"]
    await log_in("theo")
    assert (await client.post(f"/bureau/envois/{letter}", data={"decision": "arrive"})).status == 403
    assert row(town).state == "dead"
