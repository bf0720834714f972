"""A small Bot API server for tests. It behaves as Telegram's does (tdlib/telegram-bot-api), and fails on demand.

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

from tests.integration.bot_api_faults import Cut, Fault, Garbage, PlannedFault, Refusal, Stall
from tests.integration.bot_api_updates import message_update, photo_size, press_update, private_chat

TOKEN = "123456:TEST-TOKEN-of-the-bot-api-server"
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_IS_ON = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
MOST_FILE_BYTES = 20_000_000


@dataclass(frozen=True)
class Call:
    method: str
    parameters: dict[str, Any]
    at: float

    @property
    def chat_id(self) -> int:
        return int(self.parameters["chat_id"])


@dataclass
class BotApiServer:
    """`async with BotApiServer() as server:` listens on a free port of this machine.

    `now` gives the seconds by which `retry_after` is judged.
    """

    token: str = TOKEN
    now: Callable[[], float] = time.monotonic
    port: int = 0
    url: str = ""
    updates: list[Any] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    ignored_retry_after: int = 0
    _faults: list[PlannedFault] = field(default_factory=list)
    _silent_until: dict[int, float] = field(default_factory=dict)
    _open_queries: set[str] = field(default_factory=set)
    _next_update: int = 1000
    _poll: int = 0

    async def __aenter__(self) -> BotApiServer:
        self._news = asyncio.Condition()
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

    async def push(self, *updates: Any) -> None:
        """Put updates, of whatever shape, in the bot's queue."""
        self.updates.extend(updates)
        self._open_queries |= {update["callback_query"]["id"] for update in updates if _is_press(update)}
        async with self._news:
            self._news.notify_all()

    async def say(self, chat_id: int, text: str) -> dict[str, Any]:
        """A resident writes."""
        return await self._send(message_update(self._number(), chat_id, text=text))

    async def press(self, chat_id: int, data: str) -> dict[str, Any]:
        """A resident presses a button."""
        return await self._send(press_update(self._number(), chat_id, data))

    async def share_location(self, chat_id: int, latitude: float, longitude: float) -> dict[str, Any]:
        """A resident sends a position."""
        location = {"latitude": latitude, "longitude": longitude}
        return await self._send(message_update(self._number(), chat_id, location=location))

    async def send_photo(self, chat_id: int, photo: bytes, caption: str | None = None) -> dict[str, Any]:
        """A resident sends a photo, which Telegram offers in two sizes."""
        number = self._number()
        self.files[f"large-{number}"] = photo
        sizes = [photo_size(f"small-{number}", 90, 67, 1200), photo_size(f"large-{number}", 1280, 960, len(photo))]
        more = {} if caption is None else {"caption": caption}
        return await self._send(message_update(number, chat_id, photo=sizes, **more))

    async def until(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until the condition holds; it is looked at after each call, and every 10 ms.

        Raises:
            AssertionError: it does not hold in time.
        """
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"still waiting after {seconds} s"
            await self._wait(0.01)

    def texts(self, chat_id: int) -> list[str]:
        """The texts that a chat received."""
        return [message["text"] for message in self.messages if message["chat"]["id"] == chat_id]

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(call.method == method for call in self.calls)

    async def post_webhook(self, update: Any) -> int:
        """Post an update to the bot's webhook as Telegram does; a method in its answer is carried out."""
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

    async def _carry_out(self, method: str, parameters: dict[str, Any]) -> Any:
        carried_out = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "sendMessage": self._send_message,
            "sendLocation": self._send_location,
            "answerCallbackQuery": self._answer_callback_query,
            "getFile": self._get_file,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
        }.get(method)
        if carried_out is None:
            raise Refusal(404, "Not Found: method not found")
        return await carried_out(parameters)

    async def _get_me(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"id": 123456, "is_bot": True, "first_name": "Parvis", "username": "parvis_test_bot"}

    async def _get_updates(self, parameters: dict[str, Any]) -> list[Any]:
        if self.webhook:
            raise Refusal(409, WEBHOOK_IS_ON)
        self._poll += 1
        poll, end = self._poll, time.monotonic() + min(int(parameters.get("timeout", 0)), 50)
        offset = int(parameters.get("offset", 0))
        if offset:
            self.updates = [update for update in self.updates if _number_of(update) >= offset]
        async with self._news:
            self._news.notify_all()
        while not self.updates and time.monotonic() < end:
            await self._wait(end - time.monotonic())
            if poll != self._poll:
                raise Refusal(409, CONFLICT)
        return self.updates[: int(parameters.get("limit", 100))]

    async def _send_message(self, parameters: dict[str, Any]) -> dict[str, Any]:
        text = str(parameters.get("text", "")).strip()
        if not text:
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text.encode()) > 32_768:
            raise Refusal(400, "Bad Request: text is too long")
        if len(text) > 4096:
            raise Refusal(400, "Bad Request: message is too long")
        return self._sent(parameters, text=text)

    async def _send_location(self, parameters: dict[str, Any]) -> dict[str, Any]:
        location = {name: float(parameters[name]) for name in ("latitude", "longitude")}
        return self._sent(parameters, location=location)

    def _sent(self, parameters: dict[str, Any], **content: Any) -> dict[str, Any]:
        chat_id = int(parameters["chat_id"])
        if self._silent_until.get(chat_id, 0) > self.now():
            self.ignored_retry_after += 1
            seconds = int(self._silent_until[chat_id] - self.now()) + 1
            raise Refusal(429, f"Too Many Requests: retry after {seconds}", seconds)
        if chat_id in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        _check_keyboard(parameters.get("reply_markup"))
        message = {
            "message_id": len(self.messages) + 1,
            "date": int(time.time()),
            "chat": private_chat(chat_id),
            **content,
        }
        if "reply_markup" in parameters:
            message["reply_markup"] = parameters["reply_markup"]
        self.messages.append(message)
        return message

    async def _answer_callback_query(self, parameters: dict[str, Any]) -> bool:
        identifier = str(parameters.get("callback_query_id"))
        self.answered.append(identifier)
        if identifier not in self._open_queries:
            raise Refusal(400, TOO_OLD)
        self._open_queries.discard(identifier)
        return True

    async def _get_file(self, parameters: dict[str, Any]) -> dict[str, Any]:
        file_id = str(parameters.get("file_id"))
        if file_id not in self.files:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id])
        if size > MOST_FILE_BYTES:
            raise Refusal(400, "Bad Request: file is too big")
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": f"photos/{file_id}.jpg"}

    async def _set_webhook(self, parameters: dict[str, Any]) -> bool:
        self.webhook = parameters
        return True

    async def _delete_webhook(self, parameters: dict[str, Any]) -> bool:
        self.webhook = {}
        if str(parameters.get("drop_pending_updates")).lower() == "true":
            self.updates = []
        return True

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

    async def _send(self, update: dict[str, Any]) -> dict[str, Any]:
        await self.push(update)
        return update

    def _number(self) -> int:
        self._next_update += 1
        return self._next_update

    async def _wait(self, seconds: float) -> None:
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait(), seconds)
            except asyncio.TimeoutError:
                return


def _is_press(update: Any) -> bool:
    return isinstance(update, dict) and isinstance(update.get("callback_query"), dict)


def _number_of(update: Any) -> float:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else float("-inf")


def _check_keyboard(markup: Any) -> None:
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            if not button["text"]:
                raise Refusal(400, "Bad Request: inline keyboard button text must be non-empty")
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")


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
