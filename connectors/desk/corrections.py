"""What an agent puts right in a request: its duplicates, its kind, its date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from aiohttp import web
from sqlalchemy.engine import Connection

from bot.conversations.notifications import correct_request, merge_requests, promise_date, unmerge_requests
from bot.requests.lifecycle import TransitionRefused
from bot.requests.merging import MergeRefused
from bot.requests.promises import PromiseRefused
from bot.requests.references import ReferenceInvalid, read_reference
from bot.requests.register import RequestUnknown, get_head
from bot.requests.rerouting import CorrectionRefused
from connectors.desk.access import ACCOUNT
from connectors.desk.form import FormInvalid, read_form, text_field
from connectors.desk.places import chosen_place
from connectors.desk.requests import reference_of, shown
from connectors.keys import TOWN
from connectors.town import Town

REFUSALS = (
    *(MergeRefused, TransitionRefused, PromiseRefused, CorrectionRefused),
    *(ReferenceInvalid, RequestUnknown, FormInvalid),
)

Change = Callable[[Connection, Town, str, str, dict[str, str]], object]


async def merge(request: web.Request) -> web.StreamResponse:
    """Make the request a duplicate of another."""

    def change(connection: Connection, town: Town, reference: str, by: str, fields: dict[str, str]) -> object:
        into = read_reference(fields.get("originale", ""))
        return merge_requests(connection, reference, into, by, town.clock.now())

    return await _changed(request, change, "reunie")


async def unmerge(request: web.Request) -> web.StreamResponse:
    """Follow a duplicate for itself again."""

    def change(connection: Connection, town: Town, reference: str, by: str, fields: dict[str, str]) -> object:
        return unmerge_requests(connection, reference, by, town.clock.now())

    return await _changed(request, change, "separee")


async def move(request: web.Request) -> web.StreamResponse:
    """Give the request its right place; it goes to those who are then in charge."""

    def change(connection: Connection, town: Town, reference: str, by: str, fields: dict[str, str]) -> object:
        place = chosen_place(town, get_head(connection, reference).place, fields)
        why = text_field(fields, "raison", "La raison")
        return correct_request(connection, town.territory, reference, by, town.clock.now(), place=place, reason=why)

    return await _changed(request, change, "deplacee")


async def correct(request: web.Request) -> web.StreamResponse:
    """Give the request its right kind; it goes to those who are then in charge."""

    def change(connection: Connection, town: Town, reference: str, by: str, fields: dict[str, str]) -> object:
        code, why = fields.get("type", ""), text_field(fields, "raison", "La raison")
        return correct_request(connection, town.territory, reference, by, town.clock.now(), code, reason=why)

    return await _changed(request, change, "corrigee")


async def promise(request: web.Request) -> web.StreamResponse:
    """Give the request another expected date."""

    def change(connection: Connection, town: Town, reference: str, by: str, fields: dict[str, str]) -> object:
        day = _day(fields.get("date", ""))
        return promise_date(connection, town.territory, reference, day, by, town.clock.now())

    return await _changed(request, change, "date")


async def _changed(request: web.Request, change: Change, done: str) -> web.StreamResponse:
    """The page again, with what was done or what is wrong."""
    town, reference, fields = request.app[TOWN], reference_of(request), await read_form(request)
    try:
        async with town.database.begin() as connection:
            change(connection, town, reference, request[ACCOUNT].first_name, fields)
    except REFUSALS as error:
        return shown(request, reference, fields, error)
    raise web.HTTPSeeOther(f"/bureau/demandes/{reference}?fait={done}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise FormInvalid("Choisissez une date.") from error
