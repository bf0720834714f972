"""Pages on requests: the table, one request, the change of its state, its photos."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web
from sqlalchemy.engine import Connection

from bot.conversations.notifications import change_status
from bot.errors import ParvisError
from bot.requests.duplicates import Nearby, open_requests_near
from bot.requests.lifecycle import (
    AGENT,
    DUPLICATE,
    STATUSES,
    OriginalMissing,
    StatusUnknown,
    TransitionRefused,
    allowed,
)
from bot.requests.lifecycle import OPEN as OPEN_STATES
from bot.requests.merging import duplicates_of
from bot.requests.references import ReferenceInvalid, read_reference
from bot.requests.register import RequestUnknown, get_request
from bot.requests.service_request import ServiceRequest
from bot.territory.catalogue import Service
from connectors.desk.access import ACCOUNT
from connectors.desk.form import FormInvalid, read_form, text_field
from connectors.desk.page import render_page
from connectors.desk.places import find_places
from connectors.desk.search import CLOSED, LATE, LONGEST_WORDS, OPEN, Search, find_page
from connectors.keys import TOWN
from connectors.town import Town

PHOTO = re.compile(r"[0-9a-f]{32}\.jpg", re.ASCII)
CHOICES = {"": "Toutes", OPEN: "Ouvertes", LATE: "En retard", CLOSED: "Terminées"}


async def list_requests(request: web.Request) -> web.StreamResponse:
    """The table of requests."""
    town, search = request.app[TOWN], _search(request)
    choices = {**CHOICES, **{code: status.words for code, status in STATUSES.items()}}
    with town.database.read() as connection:
        page = find_page(connection, search)
        context = {"search": search, "page": page, "choices": choices, "now": town.clock.now()}
        return render_page(request, connection, "requests.html", context)


async def show_request(request: web.Request) -> web.StreamResponse:
    """One request, whole."""
    return shown(request, reference_of(request))


async def change_request(request: web.Request) -> web.StreamResponse:
    """Change the state of a request; every voice is told, with the agent's note."""
    town, reference, fields = request.app[TOWN], reference_of(request), await read_form(request)
    try:
        note = text_field(fields, "note", "Le message")
        async with town.database.begin() as connection:
            by, now = request[ACCOUNT].first_name, town.clock.now()
            change_status(connection, town.territory, reference, fields.get("statut", ""), by, now, note)
    except (StatusUnknown, TransitionRefused, OriginalMissing, FormInvalid) as error:
        return shown(request, reference, fields, error)
    raise web.HTTPSeeOther(f"/bureau/demandes/{reference}?fait=statut")


async def show_photo(request: web.Request) -> web.StreamResponse:
    """A photo that a resident sent. It can run nothing, and is saved rather than opened."""
    name = request.match_info["name"]
    path = request.app[TOWN].settings.var / "media" / name
    if not PHOTO.fullmatch(name) or not path.is_file():
        raise web.HTTPNotFound
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Type": "image/jpeg",
    }
    return web.FileResponse(path, headers=headers)


def _search(request: web.Request) -> Search:
    page = request.query.get("page", "")
    return Search(
        now=request.app[TOWN].clock.now(),
        status=request.query.get("statut", ""),
        words=request.query.get("q", "").strip()[:LONGEST_WORDS],
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
    )


def reference_of(request: web.Request) -> str:
    """The reference that the address names, however it was typed.

    Raises:
        RequestUnknown: it is none.
    """
    try:
        return read_reference(request.match_info["reference"])
    except ReferenceInvalid as error:
        raise RequestUnknown() from error


def shown(
    request: web.Request, reference: str, fields: dict[str, str] | None = None, error: ParvisError | None = None
) -> web.StreamResponse:
    """The page of a request, with what was filled in and what is wrong with it."""
    town = request.app[TOWN]
    sought = (fields or {}).get("lieu") or request.query.get("lieu", "")
    with town.database.read() as connection:
        found = get_request(connection, reference)
        service = town.territory.services.get(found.service_code)
        context = {
            "request": found,
            "answers": _answers(found, service),
            "transitions": [code for code in allowed(found.status, AGENT) if code != DUPLICATE],
            "services": town.territory.services,
            "sought": sought,
            "places": find_places(town, sought, found.place) if sought.strip() else [],
            **_family(connection, town, found),
            "fields": fields or {},
            "error": error,
            "now": town.clock.now(),
        }
        return render_page(request, connection, "request.html", context, status=400 if error else 200)


def _family(connection: Connection, town: Town, found: ServiceRequest) -> dict[str, Any]:
    """What was merged into the request, and what might be: open requests nearby."""
    merged = duplicates_of(connection, found.reference)
    near: list[Nearby] = []
    if found.status in OPEN_STATES and found.service_code in town.territory.services:
        near = open_requests_near(connection, town.territory, found.service_code, found.place, town.clock.now())
    return {"merged": merged, "nearby": [one for one in near if one.reference != found.reference]}


def _answers(found: ServiceRequest, service: Service | None) -> list[tuple[str, str]]:
    """The service's questions with what the resident answered, in words."""
    questions = {question.code: question for question in service.questions} if service else {}
    answers: list[tuple[str, str]] = []
    for code, value in found.attributes.items():
        question = questions.get(code)
        names = {choice.key: choice.name for choice in question.values} if question else {}
        answers.append((question.text if question else code, names.get(value, value)))
    return answers
