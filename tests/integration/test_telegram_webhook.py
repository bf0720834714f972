"""The webhook: only Telegram is heard, and what it posts is stored before it is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.clock import MovableClock
from bot.storage.database import Database
from connectors.keys import TOWN
from connectors.telegram.webhook import SECRET_HEADER, webhook_routes
from connectors.town import Town
from tests.integration.bot_api_faults import Refusal
from tests.integration.bot_api_server import BotApiServer
from tests.integration.bot_api_updates import message_update, press_update
from tests.integration.telegram_town import bare_town, log_lines, open_channel, open_engine, received

SECRET = "a-secret-of-the-webhook-of-at-least-32-signs"


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(now=lambda: clock.now().timestamp()) as server:
        yield server


@pytest.fixture
async def town(database: Database, clock: MovableClock, tmp_path: Path, server: BotApiServer) -> AsyncIterator[Town]:
    """A town whose door for Telegram is open, at its public address."""
    town = bare_town(database, clock, tmp_path, server.url, TELEGRAM_WEBHOOK_SECRET=SECRET)
    application = web.Application()
    application.add_routes(webhook_routes())
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    application[TOWN] = town
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    town = replace(town, settings=replace(town.settings, public_url=url))
    yield town
    await runner.cleanup()


async def post(town: Town, body: bytes = b"{}", **headers: str) -> tuple[int, Any]:
    async with (
        ClientSession() as session,
        session.post(f"{town.settings.public_url}/telegram/webhook", data=body, headers=headers) as response,
    ):
        return response.status, await response.json()


async def test_a_conversation_goes_both_ways_and_presses_are_answered(server: BotApiServer, town: Town):
    async with open_channel(town), open_engine(town):
        await server.until(lambda: bool(server.webhook))
        assert server.webhook["allowed_updates"] == ["message", "callback_query"]
        update = press_update(5001, 1, "12.0")
        for posted in (message_update(5000, 1, text="Un trou"), update):
            assert await server.post_webhook(posted) == 200
        await server.until(lambda: server.texts(1) == ["echo: Un trou", "echo: 12.0"])
    assert server.answered == ["q5001"]
    assert server.count("getUpdates") == 0


async def test_an_update_posted_again_is_stored_once(server: BotApiServer, town: Town):
    server.webhook = {"url": f"{town.settings.public_url}/telegram/webhook", "secret_token": SECRET}
    for _ in range(3):
        assert await server.post_webhook(message_update(5000, 1, text="Un trou")) == 200
    assert received(town) == [{"text": "Un trou"}]


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "x", "é" * 40])
async def test_without_the_secret_nothing_is_stored(town: Town, secret: str | None):
    headers = {} if secret is None else {SECRET_HEADER: secret}
    status, answer = await post(town, b'{"update_id": 1}', **headers)
    assert (status, answer["error"]["code"]) == (401, "acces_refuse")
    assert received(town) == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 5000, b"null", b'{"update_id": 1, "message": {"text": "mon secret"}}']
)
async def test_what_cannot_be_read_is_not_asked_for_again_and_not_quoted(town: Town, body: bytes):
    with log_lines() as logs:
        status, _ = await post(town, body, **{SECRET_HEADER: SECRET})
    assert status == 200
    assert logs
    assert "secret" not in str(logs)


async def test_a_body_too_large_is_refused(town: Town):
    status, _ = await post(town, b" " * 1_000_001, **{SECRET_HEADER: SECRET})
    assert status == 413


async def test_an_address_that_telegram_refuses_is_named_to_the_operator(server: BotApiServer, town: Town):
    server.fail("setWebhook", Refusal(400, "Bad Request: bad webhook: HTTPS url must be provided for webhook"), times=2)
    with log_lines() as logs:
        async with open_channel(town):
            await server.until(lambda: bool(server.webhook))
    assert "PARVIS_PUBLIC_URL" in logs[0]["reason"]
