"""POST service request update: a resident's word from another platform, or news from a department's system.

A key of a department changes the state of the requests that this department has, and their residents are
told; any other key adds words, as the follow-up page does. A repeated `update_id` changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from aiohttp import web
from sqlalchemy.engine import Connection

from actions.backoffice.adapter import Update
from actions.backoffice.updates import note_received, take
from bot.api_keys import ApiKey
from bot.conversations.conversation import open_conversation
from bot.requests.additions import add
from bot.requests.lifecycle import DUPLICATE, HEARD, STATUSES, OriginalMissing
from bot.requests.register import RequestUnknown, get_request
from bot.requests.reopening import reopen
from bot.requests.voices import voices_of
from bot.storage.tables import deliveries
from connectors.keys import TOWN
from connectors.open311.answer import answer
from connectors.open311.caller import writer
from connectors.open311.errors import KeyTooWeak, ParameterInvalid
from connectors.open311.form import Form, opened_form
from connectors.open311.parameters import check_jurisdiction, read_moment
from connectors.open311.photos import kept_photos
from connectors.open311.posting import LONGEST_DESCRIPTION, media_address
from connectors.open311.requests import reference_of
from connectors.open311.selection import CHANNEL
from connectors.town import Town

REOPENING = ("open", "reopen")


async def post_update(request: web.Request) -> web.Response:
    """Take an update."""
    town = request.app[TOWN]
    async with opened_form(request) as form:
        key = writer(request, form.text("api_key"))
        check_jurisdiction(request, form.text("jurisdiction_id"))
        update = _read(form)
        if key.department is None:
            await _add_words(town, form, key, update)
        else:
            await _take_news(town, form, key, update)
    return answer(request, "service_request_updates", [{"update_id": update.key}])


def _read(form: Form) -> Update:
    reference = reference_of(form.text("service_request_id"))
    if reference is None:
        raise RequestUnknown()
    for name in ("update_id", "updated_datetime", "status"):
        if not form.text(name):
            raise ParameterInvalid(f"«\u00a0{name}\u00a0» manque.")
    status = form.text("status").lower()
    if status not in HEARD:
        raise ParameterInvalid(f"«\u00a0status\u00a0» doit être l’un de\u00a0: {', '.join(HEARD)}.")
    words = (form.text("description", LONGEST_DESCRIPTION).replace("\r\n", "\n"), media_address(form))
    return Update(
        key=form.text("update_id", 100),
        reference=reference,
        at=read_moment("updated_datetime", form.text("updated_datetime")),
        text="\n".join(filter(None, words)),
        status=HEARD[status],
    )


async def _add_words(town: Town, form: Form, key: ApiKey, update: Update) -> None:
    """Add a resident's words and photos, once; words on a request that was closed may reopen it."""
    caller, now = f"{CHANNEL}:{key.name}", town.clock.now()
    async with kept_photos(form, town) as photos, town.database.begin() as connection:
        request = get_request(connection, update.reference)
        if not (update.text or photos.names):
            raise ParameterInvalid("«\u00a0description\u00a0» manque.")
        if not note_received(connection, caller, update, now):
            return
        conversation_id = _conversation(connection, key, request.reference, now)
        words = (conversation_id, now, update.text, photos.names)
        closed = STATUSES[request.status].open311 == "closed"
        if closed and form.text("status").lower() in REOPENING:
            reopen(connection, town.territory, request.reference, *words)
        else:
            add(connection, request.reference, *words)
        photos.recorded = True


def _conversation(connection: Connection, key: ApiKey, reference: str, now: datetime) -> str:
    """The conversation under which the key posted the request, else one for its words on it."""
    prefix = f"{CHANNEL}:{key.name}-"
    own = next((one for one in voices_of(connection, reference) if one.startswith(prefix)), None)
    identifier = own or f"{prefix}{reference}"
    open_conversation(connection, identifier, now)
    return identifier


async def _take_news(town: Town, form: Form, key: ApiKey, update: Update) -> None:
    """Have the department say what became of a request that it was sent.

    Raises:
        RequestUnknown: there is no such request.
        KeyTooWeak: another department has it.
        OriginalMissing: it says « duplicate », which GeoReport cannot tell of what.
    """
    if update.status == DUPLICATE:
        raise OriginalMissing()
    if form.files:
        raise ParameterInvalid("Une photo ne se joint qu’aux mots d’un habitant.")
    async with town.database.begin() as connection:
        get_request(connection, update.reference)
        if not _has(connection, key, update.reference):
            raise KeyTooWeak()
        named = replace(update, key=f"{key.name}:{update.key}")
        destination = town.territory.departments[str(key.department)].destination
        take(connection, town.territory, destination, named, town.clock.now())


def _has(connection: Connection, key: ApiKey, reference: str) -> bool:
    """Whether the department of the key was sent the request."""
    sent = sa.select(deliveries.c.id).where(
        deliveries.c.reference == reference, deliveries.c.department == key.department
    )
    return connection.execute(sent.limit(1)).first() is not None
