"""Parvis through its web door: `parvis run`, a message by POST, the replies as events."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Sequence

import aiohttp

REPLY_SECONDS = 60.0
SILENCE_SECONDS = 0.5

_keys = itertools.count(1)


class ParvisDoor:
    """What all residents at the door share: its address, and how many replies each turn is known to bring."""

    def __init__(self, http: aiohttp.ClientSession, port: int) -> None:
        self.http = http
        self.url = f"http://127.0.0.1:{port}/chat"
        self.replies: dict[int, int] = {}

    async def learn(self, texts: Sequence[str]) -> None:
        """Hold one slow conversation, to know how many replies make a turn whole."""
        counts: dict[int, int] = {}
        speaker = ParvisSpeaker(self)
        await speaker.open()
        for turn, text in enumerate(texts):
            counts[turn] = len(await speaker.say(text)) + len(await speaker.more(SILENCE_SECONDS))
        await speaker.close()
        self.replies = counts


class ParvisSpeaker:
    """A visitor of the town's website."""

    def __init__(self, door: ParvisDoor, patience: float = REPLY_SECONDS) -> None:
        self._door = door
        self._patience = patience
        self._turn = 0
        self._heard: asyncio.Queue[str] = asyncio.Queue()
        self._headers: dict[str, str] = {}
        self._ear: asyncio.Task[None] | None = None

    async def open(self) -> None:
        async with self._door.http.post(f"{self._door.url}/conversations") as answer:
            token = (await answer.json())["token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._ear = asyncio.create_task(self._listen())

    async def say(self, text: str) -> Sequence[str]:
        """Say it; the replies of this turn, all that are known to come or at least one."""
        wanted = self._door.replies.get(self._turn, 1)
        self._turn += 1
        message = {"key": f"bench-{next(_keys)}", "text": text}
        try:
            async with self._door.http.post(
                f"{self._door.url}/messages", json=message, headers=self._headers
            ) as answer:
                answer.raise_for_status()
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return []
        return await self._collect(wanted)

    async def more(self, seconds: float) -> list[str]:
        """What else comes, until nothing did for so many seconds."""
        texts: list[str] = []
        while (text := await self._next(seconds)) is not None:
            texts.append(text)
        return texts

    async def close(self) -> None:
        if self._ear is not None:
            self._ear.cancel()
            await asyncio.gather(self._ear, return_exceptions=True)

    async def _collect(self, wanted: int) -> list[str]:
        """The replies; none at all when one of them is missing."""
        texts: list[str] = []
        while len(texts) < wanted:
            text = await self._next(self._patience)
            if text is None:
                return []
            texts.append(text)
        return texts

    async def _next(self, seconds: float) -> str | None:
        try:
            return await asyncio.wait_for(self._heard.get(), seconds)
        except asyncio.TimeoutError:
            return None

    async def _listen(self) -> None:
        timeout = aiohttp.ClientTimeout(total=None)
        async with self._door.http.get(f"{self._door.url}/events", headers=self._headers, timeout=timeout) as events:
            async for line in events.content:
                if line.startswith(b"data:"):
                    self._heard.put_nowait(json.loads(line[5:])["text"])
