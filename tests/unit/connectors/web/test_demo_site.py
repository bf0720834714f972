from __future__ import annotations

import dataclasses
import re
from datetime import timedelta

from aiohttp.test_utils import TestClient, TestServer

from bot.clock import MovableClock
from connectors.town import Town
from connectors.web_application import web_application


async def test_the_home_page_says_whether_the_town_hall_is_open(client: TestClient, clock: MovableClock) -> None:
    assert "Ouvert jusqu’à 12\u00a0h" in await (await client.get("/")).text()
    clock.advance(timedelta(hours=12))
    assert "Fermé, ouvre demain à 8\u00a0h\u00a030" in await (await client.get("/")).text()


async def test_the_home_page_shows_the_coming_events_and_the_market(client: TestClient) -> None:
    page = await (await client.get("/")).text()

    assert "Collecte de la banque alimentaire" in page
    assert "Prochain marché&nbsp;: demain (mercredi 25\u00a0novembre)" in page


async def test_the_home_page_holds_no_script_and_no_style_of_its_own(client: TestClient) -> None:
    answer = await client.get("/")
    page = await answer.text()

    assert re.findall(r"<script[^>]*>", page) == ['<script src="/chat/widget.js" defer>']
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


async def test_the_files_of_the_home_page_are_served(client: TestClient) -> None:
    page = await (await client.get("/")).text()

    for path in re.findall(r'(?:href|src)="(/[^"]+)"', page):
        assert (await client.get(path)).status == 200


async def test_the_colours_are_the_territorys(client: TestClient) -> None:
    assert "--primary: #0f5c6e" in await (await client.get("/site/couleurs.css")).text()


async def test_another_commune_has_no_site_of_ours(town: Town, tmp_path: object) -> None:
    settings = dataclasses.replace(town.settings, territory=town.settings.var)
    async with TestClient(TestServer(web_application(dataclasses.replace(town, settings=settings)))) as client:
        assert (await client.get("/")).status == 404
        assert (await client.get("/chat/widget.js")).status == 200
