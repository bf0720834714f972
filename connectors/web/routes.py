"""What the widget talks to, under /chat: a message goes up by POST, replies come down as events.

State is an initial fetch plus numbered events: a page that comes back reads the history, then asks
for the events after the last number it saw.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Awaitable, Callable

import sqlalchemy as sa
from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response
from sqlalchemy.engine import Connection

from bot.conversations.inbox import MessageTooLong, receive
from bot.conversations.outgoing import OutgoingMessage, messages_after
from bot.conversations.sentences import sentence
from bot.conversations.transcript import transcript
from bot.errors import ParvisError
from bot.requests.photos import keep_photo
from bot.storage.signals import heard
from connectors.keys import READY, TOWN
from connectors.understanding import danger
from connectors.web.visitor import allow_origin, conversation_of, new_token

STATIC = Path(__file__).parent / "static"
MOST_JSON_BYTES = 64_000
LONGEST_KEY = 64
POLL_SECONDS = 2.0
PING_SECONDS = 15

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class MessageInvalid(ParvisError):
    """The body is not a message of the documented shape."""

    code = "message_invalide"

    def __init__(self) -> None:
        super().__init__("Ce message n’est pas lisible.")


def chat_routes() -> list[web.RouteDef]:
    """The widget's routes. All but the script ask for the visitor's token, or give one."""
    return [
        web.get("/chat/widget.js", _script),
        web.post("/chat/conversations", _shared(_begin)),
        web.post("/chat/messages", _shared(_send)),
        web.post("/chat/photos", _shared(_send_photo)),
        web.get("/chat/history", _shared(_history)),
        web.get("/chat/events", _events),
        web.options("/chat/{path:.*}", _shared(_preflight)),
    ]


def _shared(handler: Handler) -> Handler:
    """The handler, open to the sites that the commune lists."""

    async def answer(request: web.Request) -> web.StreamResponse:
        origin = allow_origin(request)
        response = await handler(request)
        response.headers.update(_cross_origin(origin))
        return response

    return answer


def _cross_origin(origin: str | None) -> dict[str, str]:
    if origin is None:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Vary": "Origin",
    }


async def _preflight(request: web.Request) -> web.StreamResponse:
    return web.Response(status=204)


async def _script(request: web.Request) -> web.StreamResponse:
    """The one script a commune embeds, free to be read from any site."""
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-cache"}
    return web.FileResponse(STATIC / "widget.js", headers=headers)


async def _begin(request: web.Request) -> web.StreamResponse:
    """Give a new visitor the secret of their conversation."""
    territory = request.app[TOWN].territory
    colours = {"primary": territory.colours.primary, "on_primary": territory.colours.on_primary}
    return web.json_response({"token": new_token(), "commune": territory.name, "colours": colours}, status=201)


async def _send(request: web.Request) -> web.StreamResponse:
    """Take a message: 202 once it is safe in the inbox."""
    conversation_id = conversation_of(request)
    key, content = _read_message(await _read_json(request))
    return await _accept(request, conversation_id, key, content)


async def _send_photo(request: web.Request) -> web.StreamResponse:
    """Take a photo: the file is the body, the message's key is in the query."""
    conversation_id = conversation_of(request)
    key = request.query.get("key", "")
    if not 0 < len(key) <= LONGEST_KEY:
        raise MessageInvalid()
    name = keep_photo(await request.read(), request.app[TOWN].settings.var / "media")
    return await _accept(request, conversation_id, key, {"photo": name, "text": ""})


async def _accept(request: web.Request, conversation_id: str, key: str, content: dict[str, Any]) -> web.Response:
    """Store the message. When nobody can answer, the number to call is in the answer itself."""
    town, label = request.app[TOWN], danger(content)
    notice = sentence(f"utter_{label}").text if label else None
    try:
        async with town.database.begin() as connection:
            receive(connection, conversation_id, key, content, town.clock.now())
    except sa.exc.OperationalError:
        message = "Votre message n’est pas parti\u00a0: réessayez dans un instant."
        body = {"error": {"code": "base_indisponible", "message": message}, "notice": notice}
        return web.json_response(body, status=503)
    waiting = not request.app[READY].is_set()
    return web.json_response({"accepted": True, "notice": notice if waiting else None}, status=202)


async def _history(request: web.Request) -> web.StreamResponse:
    """The whole conversation, and the number after which events follow."""
    conversation_id = conversation_of(request)
    with request.app[TOWN].database.read() as connection:
        lines = transcript(connection, conversation_id)
    last = max((line.number for line in lines if line.number is not None), default=0)
    return web.json_response({"messages": [line.as_json() for line in lines], "last": last})


async def _events(request: web.Request) -> web.StreamResponse:
    """Replies as they are written, each with its number; silence is broken by pings."""
    conversation_id, origin = conversation_of(request), allow_origin(request)
    town, number = request.app[TOWN], _number(request)
    news = town.database.signals.subscribe("outgoing", conversation_id)
    try:
        async with sse_response(request, headers=_cross_origin(origin)) as response:
            response.ping_interval = PING_SECONDS
            while response.is_connected():
                with town.database.read() as connection:
                    messages = messages_after(connection, conversation_id, number)
                number = await _write_events(response, messages, number)
                await heard(news, POLL_SECONDS)
            return response
    finally:
        town.database.signals.unsubscribe(news, "outgoing", conversation_id)


async def _write_events(response: EventSourceResponse, messages: list[OutgoingMessage], number: int) -> int:
    for message in messages:
        number = message.id
        shown = {
            "number": number,
            "author": message.author,
            "text": message.text,
            "buttons": message.public_buttons(),
            "link": message.link,
            "image": message.image,
        }
        await response.send(json.dumps(shown, ensure_ascii=False), id=str(number), event="message")
    return number


def _number(request: web.Request) -> int:
    text = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


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


def _read_message(body: Any) -> tuple[str, dict[str, Any]]:
    """The key and the content: exactly one of text, button and location."""
    if not isinstance(body, dict) or not isinstance(body.get("key"), str) or not 0 < len(body["key"]) <= LONGEST_KEY:
        raise MessageInvalid()
    if isinstance(body.get("text"), str):
        return body["key"], {"text": body["text"]}
    if isinstance(body.get("button"), str):
        return body["key"], {"button": body["button"]}
    return body["key"], {"location": _position(body.get("location"))}


def _position(value: Any) -> list[float]:
    if (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(number, (int, float)) and abs(number) <= 180 for number in value)
    ):
        return [float(number) for number in value]
    raise MessageInvalid()
