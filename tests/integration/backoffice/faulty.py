"""A small back office on loopback that fails as it is told, and remembers what it has accepted."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web
from aiohttp.test_utils import TestServer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# What may befall a call that changes something, before it was done or after.
NOT_DONE = ("reset", "error", "busy", "unavailable", "nonsense", "hang")
DONE = ("answer_lost", "error_after", "nonsense_after", "slow")
FAULTS = (*NOT_DONE, *DONE)


class FaultySystem:
    """Routes are the subclass's; `accepted` are its requests and words, in the order of their arrival."""

    def __init__(self) -> None:
        self.faults: deque[str] = deque()
        self.down = False
        self.accepted: list[tuple[str, str]] = []
        self.calls = 0
        self._closing = asyncio.Event()
        application = web.Application(client_max_size=20_000_000, middlewares=[self._fail])
        application.add_routes(self.routes())
        self.server = TestServer(application)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        raise NotImplementedError

    def changes(self, request: web.Request) -> bool:
        """Whether faults strike this call: those that ask for a session are spared."""
        return request.method == "POST"

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    async def __aenter__(self) -> FaultySystem:
        await self.server.start_server()
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._closing.set()
        await self.server.close()

    @web.middleware
    async def _fail(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.calls += 1
        if self.down:
            return self._cut(request)
        fault = self.faults.popleft() if self.faults and self.changes(request) else None
        if fault in NOT_DONE:
            return await self._struck(request, fault)
        response = await handler(request)
        if fault in DONE:
            return await self._struck(request, fault)
        return response

    async def _struck(self, request: web.Request, fault: str) -> web.StreamResponse:
        answers = {
            "error": web.Response(status=500, text="incident"),
            "error_after": web.Response(status=500, text="incident"),
            "busy": web.Response(status=429, headers={"Retry-After": "120"}),
            "unavailable": web.Response(status=503),
            "nonsense": web.Response(text="<html>bienvenue"),
            "nonsense_after": web.Response(text="<html>bienvenue"),
        }
        if fault in answers:
            return answers[fault]
        if fault in ("hang", "slow"):
            await self._closing.wait()
        return self._cut(request)

    @staticmethod
    def _cut(request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
