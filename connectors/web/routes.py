"""What the widget talks to, under /chat: a message goes up by POST, replies come down as events.

State is an initial fetch plus numbered events: a page that comes back reads the history, then asks
for the events after the last number it saw.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog
from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from bot.conversations.inbox import receive
from bot.conversations.outgoing import messages_after
from bot.conversations.sentences import sentence
from bot.conversations.transcript import line_of, transcript
from bot.privacy.access import data_file
from bot.privacy.download import PATH, conversation_of_link
from bot.requests.photos import drop_photo, keep_photo, photo_position
from bot.storage.signals import heard
from connectors.keys import READER, READY, TOWN
from connectors.understanding import danger
from connectors.web.message import check_key, read_message
from connectors.web.pace import MESSAGES, PHOTOS, Pace
from connectors.web.visitor import OriginRefused, TooFast, allow_origin, conversation_of, new_token

STATIC = Path(__file__).parent / "static"
POLL_SECONDS = 2.0
PING_SECONDS = 15

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def chat_routes() -> list[web.RouteDef]:
    """The widget's routes. All but the script and the appearance ask for the visitor's token, or give one.

    The link to one's own data bears its own.
    """
    return [
        web.get("/chat/widget.js", _script),
        web.get(r"/chat/parts/{name:[a-z]+\.(?:js|css)}", _part),
        web.get("/chat/appearance", _listed(_appearance)),
        web.post("/chat/conversations", _listed(_begin)),
        web.post("/chat/messages", _listed(_send)),
        web.post("/chat/photos", _listed(_send_photo)),
        web.get("/chat/history", _listed(_history)),
        web.get("/chat/events", _listed(_events)),
        web.get(PATH + "{token}", _data),
        web.options("/chat/{path:.*}", _listed(_preflight)),
    ]


def _listed(handler: Handler) -> Handler:
    """The handler, open to the sites that the commune lists and to no other."""

    async def answer(request: web.Request) -> web.StreamResponse:
        allow_origin(request)
        return await handler(request)

    return answer


async def share_chat(request: web.Request, response: web.StreamResponse) -> None:
    """Let the page of a listed site read the answer, an error as well as a reply (a response signal)."""
    if not request.path.startswith("/chat/"):
        return
    if request.path == "/chat/appearance":
        # Any page may read it, so that the script learns that its site is not listed, and stays away.
        response.headers["Access-Control-Allow-Origin"] = "*"
        return
    try:
        origin = allow_origin(request)
    except OriginRefused:
        return
    if origin is not None:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        response.headers["Access-Control-Max-Age"] = "600"
        response.headers["Vary"] = "Origin"


async def _preflight(request: web.Request) -> web.StreamResponse:
    return web.Response(status=204)


async def _script(request: web.Request) -> web.StreamResponse:
    """The one script a commune embeds, free to be read from any site."""
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-cache"}
    return web.FileResponse(STATIC / "widget.js", headers=headers)


async def _part(request: web.Request) -> web.StreamResponse:
    """What the script loads once it is needed; modules are read across sites only with leave."""
    path = STATIC / "chat" / request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-cache"}
    if "Origin" in request.headers:
        headers["Access-Control-Allow-Origin"] = "*"
    return web.FileResponse(path, headers=headers)


async def _appearance(request: web.Request) -> web.StreamResponse:
    """The commune's name and colours."""
    territory = request.app[TOWN].territory
    return web.json_response({"name": territory.name, "colours": vars(territory.colours)})


async def _begin(request: web.Request) -> web.StreamResponse:
    """Give a new visitor their token; nothing is stored before their first message."""
    return web.json_response({"token": new_token()}, status=201)


async def _send(request: web.Request) -> web.StreamResponse:
    """Take a message: 202 once it is safe in the inbox."""
    conversation_id = conversation_of(request)
    _keep_pace(request, request.app[MESSAGES], conversation_id)
    key, content = await read_message(request)
    response, _ = await _accept(request, conversation_id, key, content)
    return response


async def _send_photo(request: web.Request) -> web.StreamResponse:
    """Take a photo: the file is the body, the message's key is in the query."""
    conversation_id = conversation_of(request)
    key = check_key(request.query.get("key"))
    _keep_pace(request, request.app[PHOTOS], conversation_id)
    folder = request.app[TOWN].settings.var / "media"
    data = await request.read()
    name = await asyncio.to_thread(keep_photo, data, folder)
    content = {"photo": name, "text": "", **photo_position(data)}
    response, kept = await _accept(request, conversation_id, key, content)
    if not kept:
        drop_photo(name, folder)
    return response


def _keep_pace(request: web.Request, pace: Pace, conversation_id: str) -> None:
    seconds = pace.wait(conversation_id, request.app[TOWN].clock.now())
    if seconds:
        raise TooFast(seconds)


async def _accept(
    request: web.Request, conversation_id: str, key: str, content: dict[str, Any]
) -> tuple[web.Response, bool]:
    """Store the message; the answer, and whether the message was new and is kept.

    When nobody can answer, the number to call is in the answer itself.
    """
    town, label = request.app[TOWN], danger(content)
    reader = request.app.get(READER)
    if reader is not None and "text" in content:
        # It is read while it is being stored.
        reader.foresee(content["text"])
    notice = sentence(f"utter_{label}").text if label else None
    try:
        async with town.database.begin() as connection:
            number = receive(connection, conversation_id, key, content, town.clock.now())
    except sa.exc.OperationalError:
        message = "Votre message n’est pas parti\u00a0: réessayez dans un instant."
        body = {"error": {"code": "base_indisponible", "message": message}, "notice": notice}
        return web.json_response(body, status=503), False
    waiting = not request.app[READY].is_set()
    accepted = {"accepted": True, "notice": notice if waiting else None}
    return web.json_response(accepted, status=202), number is not None


async def _history(request: web.Request) -> web.StreamResponse:
    """The conversation so far, and the number after which events follow."""
    conversation_id = conversation_of(request)
    with request.app[TOWN].database.read() as connection:
        lines = transcript(connection, conversation_id)
    last = max((line.number for line in lines if line.number is not None), default=0)
    return web.json_response({"messages": [line.as_json() for line in lines], "last": last})


async def _data(request: web.Request) -> web.StreamResponse:
    """What is kept of a conversation, as a file, to whoever holds the link given in it."""
    town = request.app[TOWN]
    with town.database.read() as connection:
        conversation_id = conversation_of_link(connection, request.match_info["token"], town.clock.now())
        file = data_file(connection, town.territory, conversation_id)
    headers = {"Content-Disposition": 'attachment; filename="mes-donnees.json"', "Cache-Control": "no-store"}
    return web.Response(text=file, content_type="application/json", headers=headers)


async def _events(request: web.Request) -> web.StreamResponse:
    """Replies as they are written, each with its number; silence is broken by pings."""
    conversation_id, number = conversation_of(request), _number(request)
    signals = request.app[TOWN].database.signals
    news = signals.subscribe("outgoing", conversation_id)
    try:
        async with sse_response(request) as response:
            response.ping_interval = PING_SECONDS
            while response.is_connected() and not _is_gone(request):
                number = await _write_events(request, response, conversation_id, number)
                await heard(news, POLL_SECONDS)
    except ConnectionResetError:
        pass  # The visitor's page is gone; it asks for what it missed when it is back.
    except sa.exc.OperationalError as error:
        # The answer has begun: it ends here, and the page comes back with the last number it saw.
        log.warning("events_interrupted", error=type(error).__name__)
    finally:
        signals.unsubscribe(news, "outgoing", conversation_id)
    return response  # type: ignore[no-any-return]


def _is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


async def _write_events(request: web.Request, response: EventSourceResponse, conversation_id: str, number: int) -> int:
    """Send what follows `number`, in the shape that the history gives it; return the last number."""
    with request.app[TOWN].database.read() as connection:
        messages = messages_after(connection, conversation_id, number)
    for message in messages:
        number = message.id
        shown = json.dumps(line_of(message).as_json(), ensure_ascii=False)
        await response.send(shown, id=str(number), event="message")
    return number


def _number(request: web.Request) -> int:
    text = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
