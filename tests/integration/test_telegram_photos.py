"""Photos on Telegram: fetched, kept, refused or asked for again, and nobody else waits for them."""

from __future__ import annotations

import asyncio
import dataclasses
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from bot.clock import MovableClock
from bot.storage.database import Database
from connectors.town import Town
from tests.integration.bot_api_faults import Cut, Refusal, Stall
from tests.integration.bot_api_server import BotApiServer
from tests.integration.telegram_town import QUICK, bare_town, open_channel, open_engine, received

SERVER_ERROR = Refusal(500, "Internal Server Error")


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(now=lambda: clock.now().timestamp()) as server:
        yield server


@pytest.fixture
def town(database: Database, clock: MovableClock, tmp_path: Path, server: BotApiServer) -> Town:
    return bare_town(database, clock, tmp_path, server.url)


def photo(form: str = "JPEG", exif: Image.Exif | None = None) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "orange").save(file, form, exif=Image.Exif() if exif is None else exif)
    return file.getvalue()


async def test_a_photo_is_fetched_and_kept_with_its_caption(server: BotApiServer, town: Town, tmp_path: Path):
    server.fail("getFile", SERVER_ERROR, times=2)
    server.fail("download", Cut())
    async with open_channel(town):
        await server.send_photo(1, photo(), caption="devant le 12")
        await server.until(lambda: "photo" in str(received(town)))
    [content] = received(town)
    assert content["text"] == "devant le 12"
    assert Image.open(tmp_path / "media" / content["photo"]).size == (64, 48)
    assert [call.parameters["file_id"] for call in server.calls if call.method == "getFile"] == ["large-1001"] * 4


@pytest.mark.parametrize(("form", "mime_type"), [("JPEG", "image/jpeg"), ("HEIF", "image/heic")])
async def test_an_image_sent_as_a_file_is_a_photo_with_the_position_it_has(
    server: BotApiServer, town: Town, tmp_path: Path, form: str, mime_type: str
):
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (47.0, 0.0, 36.0), 3: "E", 4: (1.0, 0.0, 18.0)})
    async with open_channel(town):
        await server.send_file(1, photo(form, exif), mime_type)
        await server.until(lambda: "photo" in str(received(town)))
    [content] = received(town)
    assert content["photo_position"] == pytest.approx([47.01, 1.005])
    assert not Image.open(tmp_path / "media" / content["photo"]).getexif()


async def test_a_file_that_is_no_image_is_no_photo(server: BotApiServer, town: Town):
    async with open_channel(town):
        await server.send_file(1, b"%PDF-1.7", "application/pdf")
        await server.until(lambda: len(received(town)) == 1)
    assert received(town) == [{"text": "📎"}]


async def test_a_slow_photo_holds_only_what_its_own_chat_says_next(server: BotApiServer, town: Town):
    slow = asyncio.Event()
    server.fail("getFile", Stall(slow))
    async with open_channel(town), open_engine(town):
        await server.send_photo(1, photo())
        await server.say(1, "Voilà la photo")
        await server.say(1, "Au secours, il y a le feu")
        await server.say(2, "Bonjour")
        await server.until(lambda: len(server.messages) == 2)
        assert server.texts(1) == ["echo: Au secours, il y a le feu"]
        slow.set()
        await server.until(lambda: len(server.texts(1)) == 3)
    assert server.texts(1)[1].endswith(".jpg")
    assert server.texts(1)[2] == "echo: Voilà la photo"


async def test_danger_in_a_caption_does_not_wait_for_the_photo(server: BotApiServer, town: Town):
    slow = asyncio.Event()
    server.fail("getFile", Stall(slow))
    async with open_channel(town), open_engine(town):
        await server.send_photo(1, photo(), caption="Au secours, il y a le feu")
        await server.until(lambda: server.texts(1) == ["echo: Au secours, il y a le feu"])
        slow.set()
        await server.until(lambda: len(server.texts(1)) == 2)


async def test_a_photo_being_fetched_at_a_stop_is_fetched_at_the_next_start(server: BotApiServer, town: Town):
    server.fail("getFile", Stall(asyncio.Event()))
    async with open_channel(town):
        await server.send_photo(1, photo())
        await server.until(lambda: server.count("getFile") == 1)
    assert received(town) == [{"file": "large-1001", "text": ""}]
    async with open_channel(town):
        await server.until(lambda: "photo" in received(town)[0])


async def test_a_file_that_is_no_photo_is_refused_in_a_sentence_and_its_words_answered(
    server: BotApiServer, town: Town
):
    async with open_channel(town), open_engine(town):
        await server.send_photo(1, b"%PDF-1.7")
        await server.until(lambda: len(server.messages) == 1)
        await server.send_photo(1, b"%PDF-1.7", caption="Un trou")
        await server.until(lambda: len(server.messages) == 3)
    refusal = "Je n’arrive pas à ouvrir cette photo. Envoyez-la en JPEG ou en PNG."
    assert server.texts(1) == [refusal, refusal, "echo: Un trou"]


async def test_a_photo_that_never_comes_is_asked_for_again(server: BotApiServer, town: Town):
    server.fail("download", Refusal(500, ""), times=1000)
    async with open_channel(town, dataclasses.replace(QUICK, photo_patience=0.02)):
        await server.send_photo(1, photo())
        await server.until(lambda: len(server.messages) == 1)
    assert server.texts(1) == ["Je n’ai pas pu recevoir votre photo. Pouvez-vous l’envoyer de nouveau\u00a0?"]
