"""Telegram, from the outgoing rows to the resident: in order, within the limits, never lost."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.conversations.outgoing import FAILED, SENT, WAITING, Button
from bot.logs import set_up_logs
from bot.storage.database import Database
from connectors.town import Town
from tests.integration.bot_api_faults import Cut, Garbage, Refusal, Stall
from tests.integration.bot_api_server import TOKEN, BotApiServer
from tests.integration.telegram_town import (
    QUICK,
    attempts,
    bare_town,
    log_lines,
    open_channel,
    open_engine,
    states,
    tell,
)

SERVER_ERROR = Refusal(502, "Bad Gateway")


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(now=lambda: clock.now().timestamp()) as server:
        yield server


@pytest.fixture
def town(database: Database, clock: MovableClock, tmp_path: Path, server: BotApiServer) -> Town:
    return bare_town(database, clock, tmp_path, server.url)


async def test_a_conversation_goes_both_ways(server: BotApiServer, town: Town):
    async with open_channel(town), open_engine(town):
        await server.say(1, "Un trou rue Pasteur")
        await server.until(lambda: server.texts(1) == ["echo: Un trou rue Pasteur"])
        await server.share_location(1, 47.0, 1.0)
        await server.until(lambda: server.texts(1)[1:] == ["echo: [47.0, 1.0]"])
    assert states(town) == [SENT, SENT]


async def test_buttons_are_an_inline_keyboard_whose_press_comes_back(server: BotApiServer, town: Town):
    async with open_channel(town), open_engine(town):
        await tell(town, 1, "Où ?", buttons=(Button("Rue Pasteur", "/a"), Button("Ailleurs", "/b")))
        await server.until(lambda: len(server.messages) == 1)
        rows = server.messages[0]["reply_markup"]["inline_keyboard"]
        assert [row[0]["text"] for row in rows] == ["Rue Pasteur", "Ailleurs"]
        await server.press(1, rows[1][0]["callback_data"])
        await server.until(lambda: server.texts(1)[1:] == ["echo: 1.1"])


async def test_each_chat_is_answered_in_order_and_none_twice(server: BotApiServer, town: Town):
    async with open_channel(town):
        for chat_id in range(1, 6):
            await tell(town, chat_id, *(f"{chat_id}.{number}" for number in range(8)))
        await server.until(lambda: len(server.messages) == 40)
    for chat_id in range(1, 6):
        assert server.texts(chat_id) == [f"{chat_id}.{number}" for number in range(8)]


async def test_a_chat_that_does_not_answer_holds_no_other(server: BotApiServer, town: Town):
    answers = asyncio.Event()
    server.fail("sendMessage", Stall(answers), chat_id=1)
    async with open_channel(town):
        await tell(town, 1, "un", "deux")
        for chat_id in range(2, 20):
            await tell(town, chat_id, "bonjour")
        await server.until(lambda: states(town) == [WAITING, WAITING, *[SENT] * 18])
        answers.set()
        await server.until(lambda: server.texts(1) == ["un", "deux"])


async def test_who_talks_now_does_not_wait_behind_a_notice_to_the_whole_town(server: BotApiServer, town: Town):
    for chat_id in range(100, 150):
        await tell(town, chat_id, "Le marché est déplacé")
    async with open_channel(town, dataclasses.replace(QUICK, messages_per_second=50.0)), open_engine(town):
        await server.until(lambda: len(server.messages) >= 2)
        await server.say(1, "Bonjour")
        await server.until(lambda: len(server.texts(1)) == 1)
        assert len(server.messages) < 50


async def test_after_a_429_nothing_goes_to_that_chat_before_its_time(
    server: BotApiServer, town: Town, clock: MovableClock
):
    server.fail("sendMessage", Refusal(429, "Too Many Requests: retry after 3", 3), chat_id=1)
    async with open_channel(town):
        await tell(town, 1, "un", "deux")
        await server.until(lambda: attempts(town) == [1, 0])
        clock.advance(timedelta(seconds=2))
        await tell(town, 2, "bonjour")
        await server.until(lambda: server.texts(2) == ["bonjour"])
        assert server.texts(1) == []
        clock.advance(timedelta(seconds=1))
        await server.until(lambda: server.texts(1) == ["un", "deux"])
    assert server.ignored_retry_after == 0


async def test_the_end_of_an_outage_sends_what_it_put_off_but_wakes_no_chat_that_telegram_silenced(
    server: BotApiServer, town: Town, clock: MovableClock
):
    server.fail("sendMessage", Refusal(429, "Too Many Requests: retry after 3", 3), chat_id=1)
    server.fail("sendMessage", Cut(), chat_id=2)
    async with open_channel(town):
        await tell(town, 1, "un")
        await tell(town, 2, "bonjour")
        await server.until(lambda: attempts(town) == [1, 1])
        server.fail("getUpdates", Cut())
        await server.say(3, "me voilà")
        await server.until(lambda: server.texts(2) == ["bonjour"])
        assert server.count("sendMessage") == 3
        clock.advance(timedelta(seconds=3))
        await server.until(lambda: server.texts(1) == ["un"])
    assert server.ignored_retry_after == 0


async def test_a_resident_who_blocked_the_bot_is_called_once_and_answered_when_they_write_again(
    server: BotApiServer, town: Town
):
    server.blocked.add(1)
    async with open_channel(town), open_engine(town):
        await tell(town, 1, "un", "deux", "trois")
        await server.until(lambda: states(town) == [FAILED] * 3)
        await tell(town, 1, "quatre")
        await server.until(lambda: states(town) == [FAILED] * 4)
        assert server.count("sendMessage") == 1
        server.blocked.clear()
        await server.say(1, "me revoilà")
        await server.until(lambda: server.texts(1) == ["echo: me revoilà"])


@pytest.mark.parametrize("fault", [SERVER_ERROR, Cut(), Garbage(), Refusal(401, "Unauthorized"), Refusal(429, "")])
async def test_a_failed_message_is_tried_again_later_and_later(
    server: BotApiServer, town: Town, clock: MovableClock, fault: Any
):
    server.fail("sendMessage", fault, times=3)
    async with open_channel(town):
        await tell(town, 1, "un", "deux")
        for attempt, seconds in enumerate((1, 5, 30), start=1):
            await server.until(lambda: attempts(town) == [attempt, 0])  # noqa: B023
            clock.advance(timedelta(seconds=seconds))
        await server.until(lambda: server.texts(1)[-2:] == ["un", "deux"])
    assert states(town) == [SENT, SENT]


async def test_an_answer_lost_on_the_way_may_double_a_message_and_loses_none(
    server: BotApiServer, town: Town, clock: MovableClock
):
    server.fail("sendMessage", Cut(after=True))
    async with open_channel(town):
        await tell(town, 1, "un", "deux")
        await server.until(lambda: attempts(town) == [1, 0])
        assert server.texts(1) == ["un"]
        clock.advance(timedelta(seconds=1))
        await server.until(lambda: server.texts(1) == ["un", "un", "deux"])


async def test_a_message_that_telegram_refuses_does_not_hold_the_next(server: BotApiServer, town: Town):
    server.fail("sendMessage", Refusal(400, "Bad Request: BUTTON_DATA_INVALID"))
    with log_lines() as logs:
        async with open_channel(town):
            await tell(town, 1, "un", "", "deux")
            await server.until(lambda: server.texts(1) == ["deux"])
    assert states(town) == [FAILED, FAILED, SENT]
    assert "button_data_invalid" in logs[0]["reason"].lower()


async def test_a_long_text_comes_in_parts_and_a_failure_between_them_repeats_none(
    server: BotApiServer, town: Town, clock: MovableClock
):
    lines = [sign * 3000 for sign in "abc"]
    async with open_channel(town):
        await tell(town, 1, "\n".join(lines), buttons=(Button("Oui", "/oui"),))
        for sent in range(3):
            server.fail("sendMessage", Refusal(429, "", 1))
            await server.until(lambda: attempts(town) == [sent + 1])  # noqa: B023
            clock.advance(timedelta(seconds=1))
        await server.until(lambda: states(town) == [SENT])
    assert server.texts(1) == lines
    assert ["reply_markup" in message for message in server.messages] == [False, False, True]


async def test_the_limits_of_a_chat_and_of_the_bot_are_kept(server: BotApiServer, town: Town):
    async with open_channel(town, dataclasses.replace(QUICK, between_messages=0.05, messages_per_second=50.0)):
        await tell(town, 1, *"abcdef")
        for chat_id in range(2, 22):
            await tell(town, chat_id, "bonjour")
        await server.until(lambda: len(server.messages) == 26)
    sent = [call for call in server.calls if call.method == "sendMessage"]
    own = [call.at for call in sent if call.chat_id == 1]
    assert min(after - before for before, after in pairwise(own)) >= 0.05
    assert sent[-1].at - sent[0].at >= 24 / 50


async def test_a_message_being_sent_when_the_town_stops_is_finished(server: BotApiServer, town: Town):
    slow = asyncio.Event()
    server.fail("sendMessage", Stall(slow))
    async with open_channel(town):
        await tell(town, 1, "un")
        await server.until(lambda: server.count("sendMessage") == 1)
        asyncio.get_running_loop().call_later(0.03, slow.set)
    assert server.texts(1) == ["un"]
    assert states(town) == [SENT]


async def test_neither_the_token_nor_what_is_said_is_in_any_log(
    server: BotApiServer, town: Town, clock: MovableClock, caplog: pytest.LogCaptureFixture
):
    set_up_logs("DEBUG")
    caplog.set_level(logging.DEBUG)
    server.fail("sendMessage", Cut())
    server.fail("getUpdates", Garbage())
    with log_lines() as logs:
        async with open_channel(town), open_engine(town):
            await server.say(1, "mon secret")
            await server.until(lambda: attempts(town) == [1])
            clock.advance(timedelta(seconds=1))
            await server.until(lambda: bool(server.messages))
    set_up_logs("ERROR")
    assert TOKEN not in caplog.text + str(logs)
    assert "secret" not in caplog.text + str(logs)
