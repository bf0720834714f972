from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from bot.clock import MovableClock
from bot.storage.tables import conversations, inbox
from connectors.keys import READY
from connectors.town import Town

Headers = dict[str, str]


def stored(town: Town) -> list[dict[str, str]]:
    with town.database.read() as connection:
        return [row.content for row in connection.execute(sa.select(inbox.c.content).order_by(inbox.c.id))]


async def test_a_message_is_in_the_inbox_when_it_is_acknowledged(
    client: TestClient, visitor: Headers, town: Town
) -> None:
    answer = await client.post("/chat/messages", json={"key": "a", "text": "un trou rue Pasteur"}, headers=visitor)

    assert answer.status == 202
    assert stored(town) == [{"text": "un trou rue Pasteur"}]


async def test_beginning_a_conversation_stores_nothing(client: TestClient, visitor: Headers, town: Town) -> None:
    with town.database.read() as connection:
        assert connection.execute(sa.select(conversations)).first() is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer short"},
        {"Authorization": "Basic " + "a" * 32},
        {"Authorization": "Bearer " + "é" * 32},
        {"Authorization": "Bearer ../" + "a" * 40},
    ],
)
@pytest.mark.parametrize("path", ["/chat/history", "/chat/events"])
async def test_nobody_reads_without_a_token_of_our_making(client: TestClient, path: str, headers: Headers) -> None:
    answer = await client.get(path, headers=headers)

    assert answer.status == 401
    assert (await answer.json())["error"]["code"] == "acces_refuse"


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/photos?key=a"])
async def test_nobody_writes_without_a_token(client: TestClient, path: str, town: Town) -> None:
    answer = await client.post(path, json={"key": "a", "text": "bonjour"})

    assert answer.status == 401
    assert stored(town) == []


async def test_the_same_key_is_one_message_however_often_it_comes(
    client: TestClient, visitor: Headers, town: Town
) -> None:
    for _ in range(5):
        answer = await client.post("/chat/messages", json={"key": "a", "text": "bonjour"}, headers=visitor)
        assert answer.status == 202

    assert len(stored(town)) == 1


async def test_two_visitors_may_use_the_same_key(
    client: TestClient, new_visitor: Callable[[], Awaitable[Headers]], town: Town
) -> None:
    for _ in range(2):
        await client.post("/chat/messages", json={"key": "a", "text": "bonjour"}, headers=await new_visitor())

    assert len(stored(town)) == 2


@pytest.mark.parametrize("size", [20_001, 100_000])
async def test_a_text_too_long_is_refused_in_a_sentence(
    client: TestClient, visitor: Headers, town: Town, size: int
) -> None:
    answer = await client.post("/chat/messages", json={"key": "a", "text": "x" * size}, headers=visitor)

    assert answer.status == 413
    assert (await answer.json())["error"]["message"].startswith("Votre message est trop long")
    assert stored(town) == []


async def test_a_body_of_unknown_length_is_refused_as_well(client: TestClient, visitor: Headers) -> None:
    async def endless() -> object:
        for _ in range(100):
            yield b"x" * 1000

    answer = await client.post("/chat/messages", data=endless(), headers=visitor)

    assert answer.status == 413


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("un\\u0000 trou", "un trou"),
        ("\\ud800 un trou \\udfff", "? un trou ?"),
        ("\\ud83d\\ude00", "\U0001f600"),
        ("", ""),
        ("/restart", "/restart"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
async def test_a_text_is_kept_without_what_no_database_bears(
    client: TestClient, visitor: Headers, town: Town, written: str, kept: str
) -> None:
    body = f'{{"key": "a", "text": "{written}"}}'.encode()

    answer = await client.post("/chat/messages", data=body, headers=visitor)

    assert answer.status == 202
    assert stored(town) == [{"text": kept}]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[" * 50_000,
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"text": "no key"}',
        b'{"key": "", "text": "a"}',
        b'{"key": 12, "text": "a"}',
        b'{"key": "\\ud800", "text": "a"}',
        b'{"key": "a\\u0000", "text": "a"}',
        b'{"key": "a"}',
        b'{"key": "a", "text": 5}',
        b'{"key": "a", "text": null}',
        b'{"key": "a", "location": [1]}',
        b'{"key": "a", "location": [1, "2"]}',
        b'{"key": "a", "location": [1, 181]}',
        b'{"key": "a", "location": [NaN, 2]}',
        b'{"key": "a", "location": [1e999, 2]}',
        json.dumps({"key": "k" * 65, "text": "a"}).encode(),
    ],
)
async def test_what_is_no_message_is_refused_and_not_stored(
    client: TestClient, visitor: Headers, town: Town, body: bytes
) -> None:
    answer = await client.post("/chat/messages", data=body, headers=visitor)

    assert answer.status == 400
    assert (await answer.json())["error"] == {
        "code": "message_invalide",
        "message": "Ce message n’est pas lisible.",
    }
    assert stored(town) == []


async def test_a_button_and_a_position_are_taken(client: TestClient, visitor: Headers, town: Town) -> None:
    await client.post("/chat/messages", json={"key": "a", "button": "12.0"}, headers=visitor)
    await client.post("/chat/messages", json={"key": "b", "location": [47.0, 1]}, headers=visitor)

    assert stored(town) == [{"button": "12.0"}, {"location": [47.0, 1.0]}]


async def test_an_unknown_button_of_any_shape_is_taken_cleaned(
    client: TestClient, visitor: Headers, town: Town
) -> None:
    body = b'{"key": "a", "button": "\\u0000\\ud800' + b"9" * 5000 + b'"}'

    answer = await client.post("/chat/messages", data=body, headers=visitor)

    assert answer.status == 202
    assert stored(town) == [{"button": "?" + "9" * 199}]


async def test_a_flood_is_slowed_and_others_are_not(
    client: TestClient, new_visitor: Callable[[], Awaitable[Headers]], clock: MovableClock
) -> None:
    flooder, other = await new_visitor(), await new_visitor()

    async def send(headers: Headers, key: int) -> int:
        answer = await client.post("/chat/messages", json={"key": str(key), "text": "a"}, headers=headers)
        if answer.status == 429:
            assert int(answer.headers["Retry-After"]) >= 1
        return answer.status

    statuses = [await send(flooder, number) for number in range(40)]
    assert statuses == [202] * 30 + [429] * 10
    assert await send(other, 1) == 202
    clock.advance(timedelta(seconds=2))
    assert await send(flooder, 41) == 202


@pytest.mark.parametrize("ready", [True, False])
async def test_a_danger_is_answered_at_once_while_the_assistant_is_not_ready(
    client: TestClient, visitor: Headers, ready: bool
) -> None:
    if ready:
        client.app[READY].set()

    body = {"key": "a", "text": "au secours ça sent le gaz"}
    notice = (await (await client.post("/chat/messages", json=body, headers=visitor)).json())["notice"]

    assert notice is None if ready else "0\u00a0800\u00a047\u00a033\u00a033" in notice


async def test_a_danger_is_answered_even_when_the_database_is_down(
    client: TestClient, visitor: Headers, town: Town
) -> None:
    with town.database.begin_now() as connection:
        connection.exec_driver_sql("ALTER TABLE inbox RENAME TO elsewhere")

    body = {"key": "a", "text": "au secours ça sent le gaz"}
    answer = await client.post("/chat/messages", json=body, headers=visitor)

    assert answer.status == 503
    assert "0\u00a0800\u00a047\u00a033\u00a033" in (await answer.json())["notice"]


async def test_an_unexpected_error_is_a_french_sentence_and_no_traceback(
    client: TestClient, visitor: Headers, town: Town
) -> None:
    await client.post("/chat/messages", json={"key": "a", "text": "bonjour"}, headers=visitor)
    with town.database.begin_now() as connection:
        connection.exec_driver_sql("UPDATE inbox SET content = 'not json'")

    answer = await client.get("/chat/history", headers=visitor)

    assert answer.status == 500
    assert (await answer.json())["error"]["code"] == "incident"
