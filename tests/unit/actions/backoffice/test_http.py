"""Calls to other systems: each failure is named for what it is, and private networks stay closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from actions.backoffice.adapter import DeliveryError, DeliveryFailed, DeliveryRefused, DeliveryUncertain
from actions.backoffice.http import HttpClient

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    client = HttpClient(LOOPBACK, timeout_seconds=1)
    yield client
    await client.close()


async def served(handler: Serve) -> TestServer:
    application = web.Application()
    application.router.add_route("*", "/", handler)
    server = TestServer(application)
    await server.start_server()
    return server


def answering(status: int, text: str = "", **headers: str) -> Serve:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=text, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return handler


async def hangs(_request: web.Request) -> web.Response:
    await asyncio.sleep(30)
    raise AssertionError


async def cuts(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@pytest.mark.parametrize(
    ("handler", "changing", "reading"),
    [
        (answering(429), DeliveryFailed, DeliveryFailed),
        (answering(503), DeliveryFailed, DeliveryFailed),
        (answering(500), DeliveryUncertain, DeliveryFailed),
        (answering(302, Location="https://elsewhere.example/"), DeliveryRefused, DeliveryRefused),
        (answering(200, "x" * 6_000_000), DeliveryUncertain, DeliveryFailed),
        (hangs, DeliveryUncertain, DeliveryFailed),
        (cuts, DeliveryUncertain, DeliveryFailed),
    ],
)
async def test_a_failure_tells_whether_something_may_have_been_done(
    client: HttpClient, handler: Serve, changing: type[DeliveryError], reading: type[DeliveryError]
) -> None:
    server = await served(handler)
    for changes, expected in ((True, changing), (False, reading)):
        with pytest.raises(DeliveryError) as caught:
            await client.call("POST", server.make_url("/"), changes=changes)
        assert type(caught.value) is expected
        assert str(caught.value).endswith(".")
    await server.close()


async def test_no_connection_is_a_clean_failure(client: HttpClient, unused_tcp_port: int) -> None:
    with pytest.raises(DeliveryFailed):
        await client.call("POST", f"http://127.0.0.1:{unused_tcp_port}/", changes=True)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        ("120", timedelta(minutes=2)),
        ("Wed, 21 Oct 2015 07:28:00 GMT", timedelta(0)),
        ("99999999", timedelta(days=1)),
        ("bientôt", None),
    ],
)
async def test_the_wait_that_is_asked_for_is_kept(client: HttpClient, asked: str, waited: timedelta | None) -> None:
    server = await served(answering(429, Retry_After=asked))
    with pytest.raises(DeliveryFailed) as caught:
        await client.call("POST", server.make_url("/"), changes=True)
    assert caught.value.retry_after == waited
    await server.close()


async def test_an_answer_that_refuses_is_refused_for_good_but_a_refused_key_can_be_mended(client: HttpClient) -> None:
    for status, expected in ((400, DeliveryRefused), (410, DeliveryRefused), (401, DeliveryFailed)):
        server = await served(answering(status))
        answer = await client.call("POST", server.make_url("/"), changes=True)
        with pytest.raises(expected):
            answer.checked()
        await server.close()


async def test_an_answer_that_is_no_json_is_uncertain_after_a_change_only(client: HttpClient) -> None:
    server = await served(answering(200, "<html>"))
    with pytest.raises(DeliveryUncertain):
        (await client.call("POST", server.make_url("/"), changes=True)).json()
    with pytest.raises(DeliveryFailed):
        (await client.call("GET", server.make_url("/"), changes=False)).json()
    await server.close()


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]"),
        *("127.1", "2130706433", "0x7f000001", "0.0.0.0", "[fe80::1%25eth0]", "224.0.0.1", "100.64.0.1"),
    ],
)
async def test_a_private_network_is_never_called(host: str) -> None:
    called: list[str] = []

    async def handler(_request: web.Request) -> web.Response:
        called.append(host)
        return web.Response()

    server = await served(handler)
    client = HttpClient(frozenset(), timeout_seconds=1)
    with pytest.raises(DeliveryFailed):
        await client.call("POST", f"http://{host}:{server.port}/", changes=True)
    await client.close()
    assert not called
    await server.close()
