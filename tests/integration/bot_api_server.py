"""A small Bot API server for tests, which fails on demand.

Updates are sent again until an offset confirms them, a second poller ends the first one's poll with 409,
texts and buttons are checked, flood control answers 429. `python -m tests.integration.bot_api_server`
runs it alone; a line typed there is a resident's message.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.integration.bot_api import BotApi
from tests.integration.bot_api_faults import Cut, Fault, Garbage, PlannedFault, Refusal, Stall

TOKEN = "123456:TEST-TOKEN-of-the-bot-api-server"


@dataclass(frozen=True)
class Call:
    method: str
    parameters: dict[str, Any]
    at: float

    @property
    def chat_id(self) -> int:
        return int(self.parameters["chat_id"])


@dataclass
class BotApiServer(BotApi):
    """`async with BotApiServer() as server:` listens on a free port of this machine."""

    token: str = TOKEN
    port: int = 0
    url: str = ""
    calls: list[Call] = field(default_factory=list)
    _faults: list[PlannedFault] = field(default_factory=list)

    async def __aenter__(self) -> BotApiServer:
        application = web.Application(client_max_size=50_000_000)
        application.router.add_route("*", "/bot{token}/{method}", self._called)
        application.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    # what a test does

    def fail(self, method: str, fault: Fault, times: int = 1, chat_id: int | None = None) -> None:
        """Let the next `times` calls of a method fail (those to one chat, when it is named)."""
        self._faults.append(PlannedFault(method, fault, times, chat_id))

    async def until(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until the condition holds; it is looked at after each call, and every 10 ms.

        Raises:
            AssertionError: it does not hold in time.
        """
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"still waiting after {seconds} s"
            await self._wait(0.01)

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(call.method == method for call in self.calls)

    async def post_webhook(self, update: Any) -> int:
        """Post an update to the bot's webhook as Telegram does; a method in its answer is carried out."""
        self._open([update])
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.webhook["url"], json=update, headers=headers) as response,
        ):
            answer = await response.json() if response.status == 200 else {}
        if "method" in answer:
            await self._carry_out(answer.pop("method"), answer)
        return response.status

    # what Telegram does

    async def _called(self, request: web.Request) -> web.StreamResponse:
        parameters = await _parameters(request)
        method = request.match_info["method"]
        self.calls.append(Call(method, parameters, time.monotonic()))
        try:
            if request.match_info["token"] != self.token:
                raise Refusal(401, "Unauthorized")
            return await self._answer(request, method, parameters)
        except Refusal as refusal:
            return refusal.response()
        finally:
            async with self._news:
                self._news.notify_all()

    async def _answer(self, request: web.Request, method: str, parameters: dict[str, Any]) -> web.StreamResponse:
        fault = self._fault(method, parameters)
        if isinstance(fault, Refusal):
            self._note_silence(fault, parameters)
            raise fault
        if isinstance(fault, Garbage):
            return web.Response(body=fault.body, content_type="application/json")
        if isinstance(fault, Stall):
            await fault.until.wait()
        if fault == Cut(after=False):
            return _cut(request)
        result = await self._carry_out(method, parameters)
        return _cut(request) if isinstance(fault, Cut) else web.json_response({"ok": True, "result": result})

    def _fault(self, method: str, parameters: dict[str, Any]) -> Fault | None:
        for planned in self._faults:
            is_chat = planned.chat_id in (None, int(parameters.get("chat_id", 0)))
            if planned.method == method and planned.times > 0 and is_chat:
                planned.times -= 1
                return planned.fault
        return None

    def _note_silence(self, refusal: Refusal, parameters: dict[str, Any]) -> None:
        if refusal.retry_after is not None and "chat_id" in parameters:
            self._silent_until[int(parameters["chat_id"])] = self.now() + refusal.retry_after

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(Call("download", dict(request.match_info), time.monotonic()))
        fault = self._fault("download", {})
        if isinstance(fault, Refusal):
            return web.Response(status=fault.status)
        if isinstance(fault, Cut):
            return _cut(request)
        if isinstance(fault, Stall):
            await fault.until.wait()
        file_id = request.match_info["path"].removeprefix("photos/").removesuffix(".jpg")
        return web.Response(body=self.files[file_id], content_type="image/jpeg")


async def _parameters(request: web.Request) -> dict[str, Any]:
    """The call's parameters, from the query, a form or JSON; objects in a form are JSON texts."""
    if request.content_type == "application/json" and request.can_read_body:
        return dict(await request.json())
    parameters: dict[str, Any] = {**request.query, **await request.post()}
    for name in parameters.keys() & {"reply_markup", "allowed_updates", "link_preview_options"}:
        parameters[name] = json.loads(parameters[name])
    return parameters


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _run_alone(port: int) -> None:
    async with BotApiServer(port=port) as server:
        print(f"TELEGRAM_BOT_TOKEN={server.token}\nTELEGRAM_API_BASE_URL={server.url}", flush=True)
        printing = asyncio.create_task(_print_replies(server))
        while line := await asyncio.to_thread(sys.stdin.readline):
            await server.say(1, line.strip())
        printing.cancel()


async def _print_replies(server: BotApiServer) -> None:
    for number in itertools.count():
        await server.until(lambda shown=number: len(server.messages) > shown, seconds=float("inf"))
        print(server.messages[number]["text"], flush=True)


if __name__ == "__main__":
    asyncio.run(_run_alone(int(sys.argv[1]) if len(sys.argv) > 1 else 8081))
