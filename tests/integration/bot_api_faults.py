"""What can go wrong with a call of the Bot API, on demand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from aiohttp import web


class Refusal(Exception):
    """An answer with `ok: false`."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after

    def response(self) -> web.Response:
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return web.json_response(body, status=self.status)


@dataclass(frozen=True)
class Cut:
    """The connection is cut: before the call is carried out, or after it and before its answer."""

    after: bool = False


@dataclass(frozen=True)
class Garbage:
    """Another answer than Telegram's, with status 200."""

    body: bytes = b"<html>gateway</html>"


@dataclass(frozen=True)
class Stall:
    """No answer until the event is set."""

    until: asyncio.Event


Fault = Refusal | Cut | Garbage | Stall


@dataclass
class PlannedFault:
    method: str
    fault: Fault
    times: int
    chat_id: int | None
