"""GET service requests: those a search finds, one by its number, one by its token."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from aiohttp import web

from bot.requests.references import ReferenceInvalid, read_reference
from bot.requests.register import RequestUnknown, requests_of
from connectors.keys import TOWN
from connectors.open311.answer import answer
from connectors.open311.discovery import service_of
from connectors.open311.errors import ParameterInvalid, ThingUnknown
from connectors.open311.parameters import MOST_PAGES, MOST_ROWS, check_jurisdiction, codes, moment, number, span
from connectors.open311.selection import CHANNEL, Period, Selection, select, select_these

OPEN_OR_CLOSED = ("open", "closed")
EARLIEST, LATEST = (datetime(year, 1, 1, tzinfo=timezone.utc) for year in (1970, 9000))
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,52}", re.ASCII)


async def list_requests(request: web.Request) -> web.Response:
    """The requests that the parameters choose; a list of numbers overrides all other parameters."""
    check_jurisdiction(request)
    town, numbers = request.app[TOWN], codes(request, "service_request_id")
    selection = None if numbers else _selection(request)
    with town.database.read() as connection:
        if selection is None:
            known = [reference for text in numbers[:MOST_ROWS] if (reference := reference_of(text))]
            found = select_these(connection, town.territory, known)
        else:
            found = select(connection, town.territory, selection)
    return answer(request, "service_requests", found)


async def show_request(request: web.Request) -> web.Response:
    """One request, as a list of one."""
    check_jurisdiction(request)
    town, reference = request.app[TOWN], reference_of(request.match_info["number"])
    with town.database.read() as connection:
        found = select_these(connection, town.territory, [reference] if reference else [])
    if not found:
        raise RequestUnknown()
    return answer(request, "service_requests", found)


async def show_token(request: web.Request) -> web.Response:
    """The number of the request that was posted under a token."""
    check_jurisdiction(request)
    token = request.match_info["token"]
    with request.app[TOWN].database.read() as connection:
        found = requests_of(connection, f"{CHANNEL}:{token}") if TOKEN.fullmatch(token) else []
    if not found:
        raise ThingUnknown("Aucune demande ne porte ce jeton (token).")
    return answer(request, "service_requests", [{"service_request_id": found[0].reference, "token": token}])


def reference_of(text: str) -> str | None:
    """Our reference, however it is typed; None when it is none."""
    try:
        return read_reference(text)
    except ReferenceInvalid:
        return None


def _selection(request: web.Request) -> Selection:
    town = request.app[TOWN]
    statuses, service_codes = codes(request, "status"), codes(request, "service_code")
    if not set(statuses) <= set(OPEN_OR_CLOSED):
        raise ParameterInvalid("«\u00a0status\u00a0» doit être open ou closed.")
    for code in service_codes:
        service_of(town, code)
    now, changed = town.clock.now(), _changed(request)
    made = moment(request, "start_date"), moment(request, "end_date")
    return Selection(
        requested=span(*made, now) if any(made) or not changed else None,
        updated=changed,
        service_codes=tuple(service_codes),
        statuses=tuple(statuses),
        page=number(request, "page", 1, MOST_PAGES),
        page_size=number(request, "page_size", MOST_ROWS, MOST_ROWS),
    )


def _changed(request: web.Request) -> Period | None:
    """The period of the last changes. It may be long: the oldest come first, so that a client goes on from there."""
    after, before = moment(request, "updated_after"), moment(request, "updated_before")
    return (after or EARLIEST, before or LATEST) if after or before else None
