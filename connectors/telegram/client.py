"""The client: python-telegram-bot's Bot, asked for the Bot API's own JSON.

Its requests, time-outs and errors are used; its objects are not, because an answer that they cannot
parse would be lost. An address holds the bot's token: `bot.logs` keeps the libraries from logging it.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.settings import Settings
from connectors.telegram.rhythm import Rhythm

UPDATE_ID = re.compile(r'"update_id"\s*:\s*(\d{1,18})')
TELEGRAM = "https://api.telegram.org"


class UnreadableAnswer(TelegramError):
    """A whole answer that Python cannot hold (nested too deep, a number too long).

    `update_ids` are the updates in it, found without parsing.
    """

    def __init__(self, update_ids: list[int]) -> None:
        super().__init__("unreadable answer")
        self.update_ids = update_ids


class RawBot(Bot):
    """A Bot whose answers are plain JSON."""

    async def call(self, method: str, **parameters: Any) -> Any:
        """The `result` of a method of the Bot API; parameters that are None are not sent.

        Raises:
            TelegramError: one of python-telegram-bot's family.
        """
        return await self._post(method, parameters)


class RawRequest(HTTPXRequest):
    """Requests whose answers never reach a log, not even those that are no JSON."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The answer as JSON. Overrides the library's, which logs what it cannot read."""
        text = payload.decode("utf-8", "replace")
        try:
            answer = json.loads(text)
        except json.JSONDecodeError as error:
            raise TelegramError("the answer is no JSON") from error
        except (ValueError, RecursionError) as error:
            raise UnreadableAnswer([int(number) for number in UPDATE_ID.findall(text)]) from error
        if not isinstance(answer, dict):
            raise TelegramError("the answer is no object")
        return answer


@asynccontextmanager
async def open_bot(settings: Settings, token: str, rhythm: Rhythm) -> AsyncIterator[RawBot]:
    """A bot ready to be called; no call is made, so that Telegram may be down."""
    base = settings.telegram_api_base_url or TELEGRAM
    async with (
        _request(rhythm.long_poll + rhythm.answer_within) as polls,
        _request(rhythm.answer_within) as others,
    ):
        yield RawBot(token, f"{base}/bot", f"{base}/file/bot", request=others, get_updates_request=polls)


def _request(answer_within: float) -> RawRequest:
    return RawRequest(read_timeout=answer_within, httpx_kwargs={"verify": _trust()})


@cache
def _trust() -> ssl.SSLContext:
    """The authorities trusted, read once."""
    return httpx.create_ssl_context()
