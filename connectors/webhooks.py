"""The door for news of the requests that went out by signed webhook: the same specification, towards us.

A call is believed with its signature, for five minutes, and taken once. A sender who had no answer signs
again and is answered 200; the very same call seen again is a replay, and refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from actions.backoffice.adapter import Update
from actions.backoffice.standard_webhooks import read_secrets, verified
from actions.backoffice.updates import received_at, take
from actions.backoffice.webhook import SECRET
from bot.conversations.inbox import clean_text
from bot.errors import ParvisError
from bot.requests.lifecycle import DUPLICATE, STATUSES, OriginalMissing, StatusUnknown
from bot.requests.references import read_reference
from bot.territory.destinations import Destination
from connectors.keys import TOWN

PATH = "/webhooks/{destination}"
MOST_BYTES = 64_000


class DestinationUnknown(ParvisError):
    """No destination of this name takes webhooks."""

    code = "destination_inconnue"

    def __init__(self) -> None:
        super().__init__("Aucune destination de ce nom n’envoie de nouvelles par webhook.")


class WebhookReplayed(ParvisError):
    """The very same call came before."""

    code = "envoi_rejoue"

    def __init__(self) -> None:
        super().__init__("Cet envoi a déjà été reçu\u00a0: il n’est pas accepté une seconde fois.")


class WebhookUnreadable(ParvisError):
    """The call is signed, but does not say what it should."""

    code = "contenu_illisible"

    def __init__(self, reason: str) -> None:
        super().__init__(f"Le contenu de cet envoi est illisible\u00a0: {reason}.")


def update_routes() -> list[web.RouteDef]:
    """The route that back offices post to."""
    return [web.post(PATH, _receive)]


async def _receive(request: web.Request) -> web.Response:
    """Take an update. 401 forged or too old, 404 foreign, 409 replayed, 413 too large, 400 unreadable."""
    town = request.app[TOWN]
    destination = town.territory.destinations.get(request.match_info["destination"])
    if destination is None or destination.kind != "webhook":
        raise DestinationUnknown()
    body, now = await _body(request), town.clock.now()
    secrets = read_secrets(town.settings.secret(destination.code, SECRET))
    key, sent_at = verified(secrets, request.headers, body, now)
    update = _read(destination, key, sent_at, body)
    async with town.database.begin() as connection:
        if received_at(connection, destination.code, key) == sent_at:
            raise WebhookReplayed()
        taken = take(connection, town.territory, destination.code, update, now)
    return web.json_response({"taken": taken})


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(MOST_BYTES, request.content_length or 0)
    body = await request.read()
    if len(body) > MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(body))
    return body


@dataclass(frozen=True)
class _Content:
    """The `data` of a call, read field by field."""

    fields: dict[str, Any]

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str):
            raise WebhookUnreadable(f"«\u00a0{name}\u00a0» doit être un texte")
        return clean_text(value or "")


def _read(destination: Destination, key: str, sent_at: datetime, body: bytes) -> Update:
    """The update that a call `{"type": "request.updated", "data": {"reference", "status", "text"}}` holds.

    Raises:
        WebhookUnreadable, ReferenceInvalid, StatusUnknown, OriginalMissing: see there.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WebhookUnreadable("ce n’est pas du JSON") from error
    if not isinstance(content, dict) or not isinstance(content.get("data"), dict):
        raise WebhookUnreadable("un objet «\u00a0data\u00a0» est attendu")
    data = _Content(content["data"])
    theirs = data.text("status")
    status = destination.statuses.get(theirs, theirs) or None
    if status is not None and status not in STATUSES:
        raise StatusUnknown(status)
    if status == DUPLICATE:
        raise OriginalMissing()
    return Update(key, read_reference(data.text("reference")), sent_at, data.text("text"), status)
