"""The stock Rasa server through its REST channel."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence

import aiohttp

REPLY_SECONDS = 60.0

_senders = itertools.count(1)


class StockSpeaker:
    """A sender of the REST channel; the stock actions store it as a conversation of the website."""

    def __init__(self, http: aiohttp.ClientSession, port: int) -> None:
        self._http = http
        self._url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        self._sender = f"web:bench-{next(_senders)}"

    async def open(self) -> None:
        pass

    async def say(self, text: str) -> Sequence[str]:
        """Say it; the texts of the answer, none when the server failed to give one."""
        message = {"sender": self._sender, "message": text}
        timeout = aiohttp.ClientTimeout(total=REPLY_SECONDS)
        try:
            async with self._http.post(self._url, json=message, timeout=timeout) as answer:
                replies = await answer.json() if answer.status == 200 else []
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return []
        return [str(reply.get("text", "")) for reply in replies]

    async def close(self) -> None:
        pass
