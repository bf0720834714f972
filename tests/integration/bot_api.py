"""The Bot API without its HTTP: the updates that wait, the methods that bots call, and their checks.

It behaves as Telegram's server does (tdlib/telegram-bot-api).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.integration.bot_api_faults import Refusal
from tests.integration.bot_api_updates import message_update, photo_size, press_update, private_chat

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_IS_ON = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
MOST_FILE_BYTES = 20_000_000


@dataclass
class BotApi:
    """One bot's side of Telegram. `now` gives the seconds by which `retry_after` is judged."""

    now: Callable[[], float] = time.monotonic
    updates: list[Any] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    ignored_retry_after: int = 0
    _silent_until: dict[int, float] = field(default_factory=dict)
    _open_queries: set[str] = field(default_factory=set)
    _next_update: int = 1000
    _poll: int = 0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def push(self, *updates: Any) -> None:
        """Put updates, of whatever shape, in the bot's queue."""
        self.updates.extend(updates)
        self._open(updates)
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

    async def send_file(self, chat_id: int, file: bytes, mime_type: str) -> dict[str, Any]:
        """A resident sends a file as it is."""
        number = self._number()
        self.files[f"file-{number}"] = file
        names = {"file_id": f"file-{number}", "file_unique_id": f"file-{number}", "file_name": "IMG_0001"}
        document = {**names, "mime_type": mime_type, "file_size": len(file)}
        return await self._send(message_update(number, chat_id, document=document))

    def texts(self, chat_id: int) -> list[str]:
        """The texts that a chat received."""
        return [message["text"] for message in self.messages if message["chat"]["id"] == chat_id]

    async def _carry_out(self, method: str, parameters: dict[str, Any]) -> Any:
        carried_out = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "sendMessage": self._send_message,
            "sendLocation": self._send_location,
            "sendDocument": self._send_document,
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

    async def _send_document(self, parameters: dict[str, Any]) -> dict[str, Any]:
        document = parameters["document"]
        return self._sent(
            parameters,
            caption=str(parameters.get("caption", "")),
            document={"file_name": document.filename, "content": document.file.read().decode()},
        )

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

    def _open(self, updates: Iterable[Any]) -> None:
        """Expect an answer to the presses among the updates."""
        self._open_queries |= {update["callback_query"]["id"] for update in updates if _is_press(update)}

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
