"""The scripted chat: the real assistant on stdin and stdout, one JSON object a line, no port opened.

Its shape is a public interface (`parvis chat --jsonl`). The clock stands still between lines, and
moves when the script says so; what falls due in between is done.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.clock import MovableClock
from bot.conversations.conversation import ASSISTANT, ConversationUnknown, get_conversation
from bot.conversations.inbox import receive
from bot.conversations.outgoing import OutgoingMessage, messages_after
from bot.errors import ParvisError
from bot.requests.photos import keep_photo, photo_position
from bot.requests.register import requests_since
from bot.requests.service_request import as_json
from connectors.engine import Engine
from connectors.housekeeping import Housekeeping
from connectors.town import Town

UNITS = {"minute": "minutes", "hour": "hours", "day": "days"}
STEP = timedelta(minutes=30)


class ScriptInvalid(ParvisError):
    """A line of the script is not one of the documented objects."""

    code = "ligne_invalide"


@dataclass
class ScriptedChat:
    """A script being played on one channel."""

    town: Town
    engine: Engine
    clock: MovableClock
    channel: str
    _run: str = field(default_factory=lambda: uuid4().hex)
    _lines: int = 0
    _last: dict[str, int] = field(default_factory=dict)
    _before: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._housekeeping = Housekeeping(self.town)
        self._before = {request["reference"]: request for request in self._requests()}

    async def answer(self, line: str) -> dict[str, Any]:
        """What the assistant answers to one line of the script.

        Raises:
            ScriptInvalid: the line is not JSON of a documented shape.
        """
        step = _read(line)
        self._lines += 1
        if "advance" in step:
            await self._advance(_duration(step["advance"]))
            return {"sender": None, "replies": [], "owner": ASSISTANT}
        sender = str(step.get("sender", "a"))
        conversation_id = f"{self.channel}:{_identifier(sender)}"
        error = await self._receive(conversation_id, step)
        await self._work(conversation_id)
        replies = self._replies(conversation_id) if error is None else [_reply(error)]
        return {"sender": sender, "replies": replies, "owner": self._owner(conversation_id)}

    def end(self) -> dict[str, Any]:
        """The last line: requests that were created or changed since the start."""
        changed = [request for request in self._requests() if self._before.get(request["reference"]) != request]
        return {"requests": changed[::-1]}

    async def _receive(self, conversation_id: str, step: dict[str, Any]) -> str | None:
        """Put the step into the inbox; the sentence of the error when it is refused."""
        try:
            content = self._content(step)
            async with self.town.database.begin() as connection:
                receive(connection, conversation_id, f"{self._run}.{self._lines}", content, self.clock.now())
        except ParvisError as error:
            return str(error)
        return None

    def _content(self, step: dict[str, Any]) -> dict[str, Any]:
        if "photo" in step:
            data = Path(step["photo"]).read_bytes()
            photo = keep_photo(data, self.town.settings.var / "media")
            return {"photo": photo, "text": str(step.get("text", "")), **photo_position(data)}
        if "location" in step:
            return {"location": [float(number) for number in step["location"]]}
        if "button" in step:
            return {"button": str(step["button"])}
        return {"text": str(step.get("text", ""))}

    async def _work(self, conversation_id: str) -> None:
        await self.engine.serve(conversation_id)
        await self.town.dispatcher().deliver_due()

    async def _advance(self, duration: timedelta) -> None:
        """Move the clock by steps, and do at each what has fallen due."""
        while duration > timedelta(0):
            step = min(STEP, duration)
            self.clock.advance(step)
            duration -= step
            await self.town.dispatcher().deliver_due()
            await self._housekeeping.release_idle()

    def _replies(self, conversation_id: str) -> list[dict[str, Any]]:
        with self.town.database.read() as connection:
            messages = messages_after(connection, conversation_id, self._last.get(conversation_id, 0))
        if messages:
            self._last[conversation_id] = messages[-1].id
        return [_shown(message) for message in messages]

    def _owner(self, conversation_id: str) -> str:
        with self.town.database.read() as connection:
            try:
                return get_conversation(connection, conversation_id).owner
            except ConversationUnknown:
                return ASSISTANT

    def _requests(self) -> list[dict[str, Any]]:
        with self.town.database.read() as connection:
            requests = requests_since(connection, most=1_000_000)
        return [as_json(request, self.town.territory.timezone) for request in requests]


async def play(chat: ScriptedChat, lines: Iterable[str], write: Any) -> None:
    """Answer each line as it comes, flushed, so that a program can hold a conversation."""
    for line in _said(lines):
        write(json.dumps(await chat.answer(line), ensure_ascii=False))
    write(json.dumps(chat.end(), ensure_ascii=False))


def _said(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if line.strip())


def _read(line: str) -> dict[str, Any]:
    try:
        step = json.loads(line)
    except (ValueError, RecursionError):
        step = None
    if not isinstance(step, dict):
        raise ScriptInvalid('Chaque ligne doit être un objet JSON, par exemple {"sender": "a", "text": "bonjour"}.')
    return step


def _duration(text: object) -> timedelta:
    match = re.fullmatch(r"(\d{1,6}) (minute|hour|day)s?", str(text))
    if match is None:
        raise ScriptInvalid("« advance » s’écrit « 30 minutes », « 2 hours » ou « 3 days ».")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def _identifier(sender: str) -> str:
    """The sender's name when it may stand in an identifier, else a digest of it."""
    if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", sender, re.ASCII):
        return sender
    return hashlib.sha256(sender.encode("utf-8", "replace")).hexdigest()[:32]


def _shown(message: OutgoingMessage) -> dict[str, Any]:
    return {
        "text": message.text,
        "buttons": message.public_buttons(),
        "image": message.image,
        "link": message.link,
    }


def _reply(text: str) -> dict[str, Any]:
    return {"text": text, "buttons": [], "image": None, "link": None}
