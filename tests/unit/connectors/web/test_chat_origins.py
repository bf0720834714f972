from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from connectors.town import Town
from connectors.web_application import web_application

LISTED, UNLISTED = "https://www.belrive.example", "https://www.ailleurs.example"


@pytest.fixture
async def embedded(town: Town) -> AsyncIterator[TestClient]:
    """The application of a commune that lists one site."""
    territory = dataclasses.replace(town.territory, website_origins=(LISTED,))
    async with TestClient(TestServer(web_application(dataclasses.replace(town, territory=territory)))) as client:
        yield client


async def test_a_listed_site_may_read_the_answer(embedded: TestClient) -> None:
    answer = await embedded.post("/chat/conversations", headers={"Origin": LISTED})

    assert answer.status == 201
    assert answer.headers["Access-Control-Allow-Origin"] == LISTED
    assert answer.headers["Vary"] == "Origin"


async def test_a_listed_site_may_read_an_error_and_when_to_try_again(embedded: TestClient) -> None:
    answer = await embedded.post("/chat/messages", headers={"Origin": LISTED}, json={})

    assert answer.status == 401
    assert answer.headers["Access-Control-Allow-Origin"] == LISTED
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]


async def test_a_browser_may_ask_first(embedded: TestClient) -> None:
    answer = await embedded.options("/chat/messages", headers={"Origin": LISTED})

    assert answer.status == 204
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "origin",
    [UNLISTED, "null", "http://[", "https://www.belrive.example.ailleurs.example", "http://www.belrive.example"],
)
async def test_another_site_is_refused(embedded: TestClient, origin: str) -> None:
    answer = await embedded.post("/chat/conversations", headers={"Origin": origin})

    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_our_own_page_needs_no_leave(embedded: TestClient) -> None:
    answer = await embedded.post("/chat/conversations", headers={"Origin": str(embedded.make_url("/"))[:-1]})

    assert answer.status == 201


async def test_a_script_learns_that_its_site_is_not_listed(embedded: TestClient) -> None:
    answer = await embedded.get("/chat/appearance", headers={"Origin": UNLISTED})

    assert answer.status == 403
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_the_appearance_is_the_communes_own(embedded: TestClient, town: Town) -> None:
    shown = await (await embedded.get("/chat/appearance", headers={"Origin": LISTED})).json()

    assert shown == {"name": "Belrive", "colours": {"primary": "#0f5c6e", "on_primary": "#ffffff"}}
