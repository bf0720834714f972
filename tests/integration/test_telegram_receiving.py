"""Telegram, from the resident to the inbox: nothing lost, nothing twice, whatever the network does."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock import MovableClock, SystemClock
from bot.storage.database import Database
from connectors.town import Town
from tests.integration.bot_api_faults import Cut, Garbage, Refusal, Stall
from tests.integration.bot_api_server import BotApiServer
from tests.integration.bot_api_updates import message_update, press_update
from tests.integration.telegram_town import bare_town, log_lines, open_channel, open_engine, received

SERVER_ERROR = Refusal(500, "Internal Server Error")


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(now=lambda: clock.now().timestamp()) as server:
        yield server


@pytest.fixture
def town(database: Database, clock: MovableClock, tmp_path: Path, server: BotApiServer) -> Town:
    return bare_town(database, clock, tmp_path, server.url)


def texts(town: Town, chat_id: int | None = None) -> list[str]:
    return [content["text"] for content in received(town, chat_id)]


def as_messages(numbers: list[int]) -> list[dict[str, Any]]:
    return [message_update(number, chat_id=number % 7 + 1, text=str(number)) for number in numbers]


async def test_200_updates_sent_twice_in_odd_order_are_each_stored_once(server: BotApiServer, town: Town):
    numbers = [*range(1000, 1200), *range(1000, 1200)]
    random.Random(5).shuffle(numbers)
    async with open_channel(town):
        for start in range(0, len(numbers), 40):
            await server.push(*as_messages(numbers[start : start + 40]))
            await server.until(lambda: not server.updates)
    assert sorted(int(text) for text in texts(town)) == list(range(1000, 1200))


async def test_numbers_that_start_again_lower_are_received(server: BotApiServer, town: Town):
    async with open_channel(town):
        for number in (900_000_000, 12):
            await server.push(message_update(number, 1, text=str(number)))
            await server.until(lambda: not server.updates)
    assert texts(town) == ["900000000", "12"]


async def test_killed_between_commit_and_acknowledgement_nothing_is_lost_or_doubled(server: BotApiServer, town: Town):
    async with open_channel(town):
        await server.until(lambda: server.count("getUpdates") == 2)
        server.fail("getUpdates", Stall(asyncio.Event()))  # the acknowledgement never arrives
        await server.push(*as_messages(list(range(100, 120))))
        await server.until(lambda: server.count("getUpdates") == 3)
        assert len(received(town)) == 20
    assert len(server.updates) == 20, "nothing was acknowledged"
    async with open_channel(town), open_engine(town):
        await server.until(lambda: len(server.messages) == 20)
        await server.until(lambda: not server.updates)
    assert len(received(town)) == len(server.messages) == 20


@pytest.mark.slow
async def test_a_process_killed_amid_its_work_loses_nothing_and_stores_nothing_twice(
    server: BotApiServer, town: Town, tmp_path: Path
):
    await server.push(*as_messages(list(range(100, 140))))
    module, url = "tests.integration.telegram_town", str(town.database.engine.url)
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, url, server.url, str(tmp_path))
    await server.until(lambda: len(server.messages) >= 7, seconds=30)
    process.kill()
    await process.wait()
    answered = len(server.messages)
    town = dataclasses.replace(town, clock=SystemClock())
    async with open_channel(town), open_engine(town):
        await server.until(lambda: len({message["text"] for message in server.messages}) == 40)
    assert sorted(texts(town)) == [str(number) for number in range(100, 140)]
    assert answered < 40
    assert len(server.messages) - 40 <= 7, "at most the replies that were on the way, one a chat, are doubled"


async def test_the_order_of_a_chat_is_kept(server: BotApiServer, town: Town):
    async with open_channel(town):
        for number in range(30):
            await server.say(number % 3, str(number))
        await server.until(lambda: len(received(town)) == 30)
    assert texts(town, 1) == [str(number) for number in range(30) if number % 3 == 1]


async def test_the_database_away_nothing_is_acknowledged(
    server: BotApiServer, town: Town, monkeypatch: pytest.MonkeyPatch
):
    async with open_channel(town):
        await server.until(lambda: server.count("getUpdates") == 2)
        with monkeypatch.context() as away:
            away.setattr(town.database, "begin", _refuse)
            await server.say(1, "Un trou")
            await server.until(lambda: server.count("getUpdates") >= 5)
            assert len(server.updates) == 1
        await server.until(lambda: not server.updates)
    assert texts(town) == ["Un trou"]


def _refuse() -> Any:
    raise sa.exc.OperationalError("BEGIN IMMEDIATE", {}, Exception("disk I/O error"))


@pytest.mark.parametrize(
    "fault",
    [
        SERVER_ERROR,
        Cut(),
        Cut(after=True),
        Garbage(),
        Garbage(b'{"ok":true,"result":[{"upd'),
        Garbage(b"[1]"),
        Refusal(429, "", 0),
    ],
)
async def test_polling_survives_any_failure_and_says_so_once(server: BotApiServer, town: Town, fault: Any):
    server.fail("getUpdates", fault, times=6)
    with log_lines() as logs:
        async with open_channel(town):
            await server.say(1, "Un trou")
            await server.until(lambda: texts(town) == ["Un trou"] and not server.updates)
            await server.until(lambda: len(logs) == 2)
    assert [line["event"] for line in logs] == ["telegram_interrupted", "telegram_resumed"]


async def test_a_telegram_that_is_down_at_the_start_is_waited_for(server: BotApiServer, town: Town):
    server.fail("deleteWebhook", Cut(), times=3)
    await server.say(1, "Un trou")
    async with open_channel(town):
        await server.until(lambda: texts(town) == ["Un trou"])


async def test_a_second_poller_is_survived(server: BotApiServer, town: Town):
    server.fail("getUpdates", Refusal(409, "Conflict: terminated by other getUpdates request"), times=2)
    await server.say(1, "Un trou")
    with log_lines() as logs:
        async with open_channel(town):
            await server.until(lambda: texts(town) == ["Un trou"])
    assert "Un autre programme" in logs[0]["reason"]


async def test_a_webhook_left_by_another_installation_is_taken_away_and_its_messages_kept(
    server: BotApiServer, town: Town
):
    server.webhook = {"url": "https://elsewhere.example/"}
    await server.say(1, "Un trou")
    async with open_channel(town):
        await server.until(lambda: texts(town) == ["Un trou"])


POISON = [
    None,
    "not an object",
    {"no": "number"},
    {"update_id": 5003, "message": {"text": "mon secret"}},
    {"update_id": 5004, "message": {"chat": {"id": 10**70, "type": "private"}, "text": "mon secret"}},
    {"update_id": 5005, "message": {"chat": {"id": 3, "type": "private"}, "text": "mon secret" * 3000}},
    {"update_id": 5006, "callback_query": "mon secret"},
    {"update_id": 5007, "message": {"chat": {"id": 4, "type": "private"}, "location": {"latitude": "N"}}},
]


async def test_poison_is_put_aside_without_stopping_the_rest_or_being_quoted(server: BotApiServer, town: Town):
    with log_lines() as logs:
        async with open_channel(town):
            await server.push(message_update(5000, 1, text="avant"), *POISON, message_update(5009, 2, text="après"))
            await server.until(lambda: not server.updates)
    assert texts(town) == ["avant", "📍", "après"]
    assert [line["event"] for line in logs] == ["telegram_update_put_aside"] * 6
    assert "secret" not in str(logs)


async def test_an_update_that_cannot_even_be_parsed_is_stepped_over(server: BotApiServer, town: Town):
    deep_json = b"[" * 5000 + b"]" * 5000
    poison = b'{"ok": true, "result": [{"update_id": 7001, "message": %s}]}' % deep_json
    async with open_channel(town):
        await server.until(lambda: server.count("getUpdates") == 2)
        server.fail("getUpdates", Garbage(poison), times=2)
        await server.push(message_update(7000, 1, text="avant"))
        await server.until(lambda: server.count("getUpdates") >= 4)
        await server.push(message_update(7001, 1, text="poison"), message_update(7002, 1, text="après"))
        await server.until(lambda: not server.updates)
    assert texts(town) == ["avant", "après"]


async def test_each_press_is_answered_once_even_when_it_comes_again(server: BotApiServer, town: Town):
    presses = [press_update(number, number % 4, f"{number}.0") for number in range(20)]
    async with open_channel(town):
        for _ in range(2):
            await server.push(*presses)
            await server.until(lambda: len(server.answered) == 20 and not server.updates)
    assert len(server.answered) == len(set(server.answered)) == 20
    assert [content["button"] for content in received(town)] == [f"{number}.0" for number in range(20)]


async def test_a_press_whose_answer_fails_is_answered_again_and_a_stale_one_let_be(server: BotApiServer, town: Town):
    server.fail("answerCallbackQuery", SERVER_ERROR, times=2)
    server.fail("answerCallbackQuery", Refusal(400, "Bad Request: query is too old"))
    with log_lines() as logs:
        async with open_channel(town):
            await server.press(1, "1.0")
            await server.until(lambda: server.count("answerCallbackQuery") == 3)
            await server.press(1, "2.0")
            await server.until(lambda: len(server.answered) == 1)
    assert [line for line in logs if line["log_level"] != "debug"] == []
