from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient

from bot.conversations.conversation import open_conversation
from bot.conversations.remarks import CONGRATULATIONS, IDEA, keep_remark
from connectors.town import Town
from tests.unit.connectors.desk.conftest import RESIDENT


@pytest.mark.parametrize(("login", "status"), [("claire", 200), ("theo", 403)])
async def test_agents_read_what_residents_said_the_newest_first(
    client: TestClient, log_in: object, town: Town, login: str, status: int
) -> None:
    with town.database.begin_now() as connection:
        open_conversation(connection, RESIDENT, town.clock.now())
        keep_remark(connection, RESIDENT, IDEA, "des bancs <b>à l’ombre</b>", town.clock.now())
        keep_remark(connection, RESIDENT, CONGRATULATIONS, "bravo aux jardiniers", town.clock.now())
    await log_in(login)  # type: ignore[operator]
    answer = await client.get("/bureau/idees")
    assert answer.status == status
    page = await answer.text()
    if status == 200:
        assert page.index("bravo aux jardiniers") < page.index("des bancs &lt;b&gt;")
        assert "Idée</h2>" in page and RESIDENT not in page


async def test_a_page_without_remarks_says_so(agent: TestClient) -> None:
    assert "Aucune idée" in await (await agent.get("/bureau/idees")).text()
