"""What a visitor sends, read and checked: JSON of one shape, nothing else reaches the inbox."""

from __future__ import annotations

import json
import re
from typing import Any

from aiohttp import web

from bot.conversations.inbox import MessageTooLong, clean_text
from bot.errors import ParvisError

MOST_JSON_BYTES = 64_000
LONGEST_BUTTON = 200
KEY = re.compile(r"[!-~]{1,64}", re.ASCII)


class MessageInvalid(ParvisError):
    """The body is not a message of the documented shape."""

    code = "message_invalide"

    def __init__(self) -> None:
        super().__init__("Ce message n’est pas lisible.")


async def read_message(request: web.Request) -> tuple[str, dict[str, Any]]:
    """The sender's key and the content of the request's body: one of text, button and location.

    Raises:
        MessageTooLong: more bytes than a message may have; refused before they are parsed.
        MessageInvalid: not JSON, or not of the documented shape.
    """
    body = await _read_json(request)
    if not isinstance(body, dict):
        raise MessageInvalid()
    return check_key(body.get("key")), _content(body)


def check_key(value: Any) -> str:
    """The sender's own identifier of a message: 1 to 64 printable ASCII characters.

    Raises:
        MessageInvalid: it is something else.
    """
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise MessageInvalid()
    return value


async def _read_json(request: web.Request) -> Any:
    if (request.content_length or 0) > MOST_JSON_BYTES:
        raise MessageTooLong()
    body = await request.read()
    if len(body) > MOST_JSON_BYTES:
        raise MessageTooLong()
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MessageInvalid() from error


def _content(body: dict[str, Any]) -> dict[str, Any]:
    if isinstance(body.get("text"), str):
        return {"text": body["text"]}
    if isinstance(body.get("button"), str):
        return {"button": clean_text(body["button"])[:LONGEST_BUTTON]}
    return {"location": _position(body.get("location"))}


def _position(value: Any) -> list[float]:
    if (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(number, (int, float)) and abs(number) <= 180 for number in value)
    ):
        return [float(number) for number in value]
    raise MessageInvalid()
