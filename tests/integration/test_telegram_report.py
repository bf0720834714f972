"""A report from Telegram, through the real assistant: the whole way from the update to the request."""

from __future__ import annotations

import asyncio
import dataclasses
from contextlib import suppress

import pytest

from bot.requests.register import requests_since
from connectors.engine import Engine
from connectors.town import Town
from tests.integration.bot_api_server import TOKEN, BotApiServer
from tests.integration.telegram_town import open_channel

pytestmark = pytest.mark.slow


async def test_a_hole_reported_on_telegram_is_a_request(town: Town, engine: Engine) -> None:
    async with BotApiServer(now=lambda: town.clock.now().timestamp()) as server:
        settings = dataclasses.replace(town.settings, telegram_token=TOKEN, telegram_api_base_url=server.url)
        answering = asyncio.create_task(engine.run())
        async with open_channel(dataclasses.replace(town, settings=settings)):
            await server.say(7, "ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo")
            await server.until(lambda: len(server.messages) == 1)
            (button, *_others) = server.messages[0]["reply_markup"]["inline_keyboard"][0]
            assert button["text"] == "Oui, envoyer"
            await server.press(7, button["callback_data"])
            await server.until(lambda: len(server.messages) == 3)
        answering.cancel()
        with suppress(asyncio.CancelledError):
            await answering
    with town.database.read() as connection:
        (request,) = requests_since(connection)
    assert request.reference in server.texts(7)[1]
    assert (request.service_code, request.channel) == ("nid_de_poule", "telegram")
    assert request.place.address == "12 rue Pasteur, 96380 Belrive"
