from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, make_mocked_request

from bot.conversations.inbox import receive
from bot.conversations.outgoing import Button, Reply, say
from bot.conversations.transcript import MOST_LINES
from connectors.town import Town
from connectors.web import routes
from connectors.web.visitor import conversation_of

Headers = dict[str, str]
PATIENCE = 5.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "POLL_SECONDS", 0.02)


def identifier(headers: Headers) -> str:
    return conversation_of(make_mocked_request("GET", "/", headers=headers))


async def reply(town: Town, headers: Headers, *texts: str, **more: Any) -> None:
    async with town.database.begin() as connection:
        for text in texts:
            say(connection, identifier(headers), Reply(text, **more), town.clock.now())


async def ask(town: Town, headers: Headers, key: str, content: dict[str, Any]) -> None:
    async with town.database.begin() as connection:
        receive(connection, identifier(headers), key, content, town.clock.now())


@asynccontextmanager
async def listening(
    client: TestClient, headers: Headers, after: int = 0, **more: str
) -> AsyncIterator[Callable[[], Awaitable[dict[str, Any]]]]:
    answer = await client.get(f"/chat/events?after={after}", headers={**headers, **more})
    assert answer.status == 200
    try:
        yield lambda: asyncio.wait_for(next_event(answer), PATIENCE)
    finally:
        answer.close()


async def next_event(answer: ClientResponse) -> dict[str, Any]:
    while True:
        block = (await answer.content.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.split(": ", 1) for line in block.split("\r\n") if not line.startswith(":") and line)
        if "data" in fields:
            event: dict[str, Any] = json.loads(fields["data"])
            assert fields["id"] == str(event["number"])
            return event


async def history(client: TestClient, headers: Headers) -> dict[str, Any]:
    answer: dict[str, Any] = await (await client.get("/chat/history", headers=headers)).json()
    return answer


async def test_replies_come_in_order_with_rising_numbers(client: TestClient, visitor: Headers, town: Town) -> None:
    await ask(town, visitor, "a", {"text": "bonjour"})
    await reply(town, visitor, "un", "deux", "trois")

    async with listening(client, visitor) as next_one:
        events = [await next_one() for _ in range(3)]

    assert [event["text"] for event in events] == ["un", "deux", "trois"]
    assert events[0]["number"] < events[1]["number"] < events[2]["number"]


async def test_a_reply_said_while_the_page_listens_arrives(client: TestClient, visitor: Headers, town: Town) -> None:
    await ask(town, visitor, "a", {"text": "bonjour"})

    async with listening(client, visitor) as next_one:
        await reply(town, visitor, "bonjour à vous")
        assert (await next_one())["text"] == "bonjour à vous"


async def test_a_page_that_comes_back_gets_only_what_it_missed(
    client: TestClient, visitor: Headers, town: Town
) -> None:
    await ask(town, visitor, "a", {"text": "bonjour"})
    await reply(town, visitor, "vu")
    seen = (await history(client, visitor))["last"]
    await reply(town, visitor, "manqué")

    async with listening(client, visitor, after=seen) as next_one:
        assert (await next_one())["text"] == "manqué"
    async with listening(client, visitor, **{"Last-Event-ID": str(seen)}) as next_one:
        assert (await next_one())["text"] == "manqué"


async def test_a_history_and_the_events_after_it_make_the_history_to_come(
    client: TestClient, visitor: Headers, town: Town
) -> None:
    await ask(town, visitor, "a", {"text": "un trou"})
    await reply(town, visitor, "Où est-ce ?", buttons=[Button("Rue Pasteur", "/x")])
    before = await history(client, visitor)
    await reply(town, visitor, "Du nouveau", link="tel:112")
    await reply(town, visitor, "Et encore")

    async with listening(client, visitor, after=before["last"]) as next_one:
        shown = [*before["messages"], await next_one(), await next_one()]

    assert shown == (await history(client, visitor))["messages"]


async def test_a_visitor_sees_nothing_of_another(
    client: TestClient, new_visitor: Callable[[], Awaitable[Headers]], town: Town
) -> None:
    one, other = await new_visitor(), await new_visitor()
    await ask(town, one, "a", {"text": "secret"})
    await reply(town, one, "réponse secrète")
    await ask(town, other, "a", {"text": "bonjour"})
    await reply(town, other, "pour vous")

    assert "secr" not in json.dumps(await history(client, other))
    async with listening(client, other) as next_one:
        assert (await next_one())["text"] == "pour vous"


async def test_the_history_shows_what_was_pressed_sent_and_written(
    client: TestClient, visitor: Headers, town: Town
) -> None:
    await ask(town, visitor, "a", {"text": "un trou"})
    await reply(town, visitor, "Où ?", buttons=[Button("Rue Pasteur", "/secret meaning")])
    offered = (await history(client, visitor))["messages"][-1]["buttons"]
    await ask(town, visitor, "b", {"button": offered[0]["payload"]})
    await ask(town, visitor, "c", {"location": [47.0, 1.0]})
    await ask(town, visitor, "d", {"photo": "0123.jpg", "text": ""})

    lines = (await history(client, visitor))["messages"]

    mine = {line["key"]: line["text"] for line in lines if line["author"] == "habitant"}
    assert mine == {"a": "un trou", "b": "Rue Pasteur", "c": "(position envoyée)", "d": "(photo envoyée)"}
    assert "secret meaning" not in json.dumps(lines)
    assert "0123.jpg" not in json.dumps(lines)


async def test_a_long_conversation_shows_its_newest_lines(client: TestClient, visitor: Headers, town: Town) -> None:
    for number in range(MOST_LINES + 3):
        await ask(town, visitor, str(number), {"text": f"message {number}"})
    await reply(town, visitor, *(f"réponse {number}" for number in range(MOST_LINES + 3)))

    texts = [line["text"] for line in (await history(client, visitor))["messages"]]

    assert len(texts) == 2 * MOST_LINES
    assert {"message 2", "réponse 2"}.isdisjoint(texts)
    assert {f"message {MOST_LINES + 2}", f"réponse {MOST_LINES + 2}"} <= set(texts)


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "1e3", "²"])
async def test_an_odd_number_to_follow_counts_as_none(
    client: TestClient, visitor: Headers, town: Town, after: str
) -> None:
    await ask(town, visitor, "a", {"text": "bonjour"})
    await reply(town, visitor, "un")

    answer = await client.get("/chat/events", params={"after": after}, headers=visitor)

    assert (await asyncio.wait_for(next_event(answer), PATIENCE))["text"] == "un"
    answer.close()
