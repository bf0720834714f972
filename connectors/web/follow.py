"""The resident's private page of a request, `/suivi/REFERENCE?cle=…`: no account, no cookie, no script needed.

Whatever is wrong with the link, the answer is the same, so that nobody learns which references exist.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.conversations.inbox import clean_text
from bot.conversations.notifications import reopen_request
from bot.conversations.sentences import sentence
from bot.errors import ParvisError
from bot.requests.additions import add
from bot.requests.lifecycle import OPEN
from bot.requests.merging import original_of
from bot.requests.personal import erase, is_author, steps_of
from bot.requests.photos import THUMBNAILS, drop_photo, keep_photo
from bot.requests.references import ReferenceInvalid, read_reference
from bot.requests.reopening import can_reopen
from connectors.desk.access import check_origin
from connectors.keys import TOWN
from connectors.web.colours import colours_sheet
from connectors.web.pace import PAGES
from connectors.web.visitor import TooFast

STATIC = Path(__file__).parent / "static" / "follow"
LONGEST_WORDS = 4000
PHOTO = re.compile(r"[0-9a-f]{32}\.jpg", re.ASCII)
PAGE = "/suivi/{reference}"
NOTICES = {
    "ajout": "C’est ajouté. Le service est prévenu.",
    "rouvert": "Votre demande est rouverte. Le service est prévenu.",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LinkUnknown(ParvisError):
    """The link opens nothing."""

    code = "lien_inconnu"

    def __init__(self) -> None:
        super().__init__("Ce lien n’ouvre aucune demande. Reprenez-le dans la conversation où vous l’avez reçu.")


class WordsRefused(ParvisError):
    """What was written cannot be taken."""

    code = "texte_refuse"


@dataclass(frozen=True)
class Opened:
    """Who opened the page, and of which request."""

    reference: str
    conversation_id: str
    key: str

    @property
    def path(self) -> str:
        return f"/suivi/{self.reference}?cle={self.key}"


OPENED = web.RequestKey("opened", Opened)


def follow_routes() -> list[web.AbstractRouteDef]:
    """The page, its photos and what its forms do."""
    return [
        web.get("/suivi/couleurs.css", colours_sheet),
        web.static("/suivi/static", STATIC),
        web.get(PAGE, _opened(_show)),
        web.get(f"{PAGE}/photos/{{name}}", _opened(_photo)),
        web.post(f"{PAGE}/ajouter", _opened(_add)),
        web.post(f"{PAGE}/rouvrir", _opened(_reopen)),
        web.post(f"{PAGE}/effacer", _opened(_erase)),
    ]


def _opened(handler: Handler) -> Handler:
    """The handler, for who holds the key; errors are pages in French."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            _keep_pace(request)
            check_origin(request)
            request[OPENED] = await asyncio.to_thread(_open, request)
            return await handler(request)
        except LinkUnknown as error:
            return _closed(request, str(error), 404)
        except TooFast as error:
            return _closed(request, "Attendez un instant, puis rechargez la page.", 429, str(error.retry_after))
        except web.HTTPRequestEntityTooLarge:
            return _page(request, "Cette photo est trop lourde\u00a0: 10\u00a0Mo au plus.", 413)
        except ParvisError as error:
            return _page(request, str(error), 400) if OPENED in request else _closed(request, str(error), 403)

    return guarded


def _keep_pace(request: web.Request) -> None:
    sender = f"{request.remote} {request.match_info['reference'][:20]}"
    seconds = request.app[PAGES].wait(sender, request.app[TOWN].clock.now())
    if seconds:
        raise TooFast(seconds)


def _open(request: web.Request) -> Opened:
    """Who holds the key.

    Raises:
        LinkUnknown: no such request, or not its key.
    """
    town, key = request.app[TOWN], request.query.get("cle", "")
    reference = "-"
    with suppress(ReferenceInvalid):
        reference = read_reference(request.match_info["reference"])
    with town.database.read() as connection:
        holder = town.links().holder(connection, reference, key)
    if holder is None:
        raise LinkUnknown()
    return Opened(reference, holder, key)


async def _show(request: web.Request) -> web.StreamResponse:
    return _page(request)


async def _photo(request: web.Request) -> web.StreamResponse:
    """One of the resident's own photos, small."""
    opened, name = request[OPENED], request.match_info["name"]
    town = request.app[TOWN]
    with town.database.read() as connection:
        steps = steps_of(connection, opened.reference, opened.conversation_id)
    path = town.settings.var / "media" / THUMBNAILS / name
    if not PHOTO.fullmatch(name) or not any(name in step.photos for step in steps) or not path.is_file():
        raise LinkUnknown()
    return web.FileResponse(path, headers={"Content-Security-Policy": "sandbox; default-src 'none'"})


async def _add(request: web.Request) -> web.StreamResponse:
    """Add a word or a photo."""
    opened, town = request[OPENED], request.app[TOWN]
    words, photos = await _read(request)
    if not words and not photos:
        raise WordsRefused("Écrivez un mot ou choisissez une photo.")
    async with town.database.begin() as connection:
        add(connection, opened.reference, opened.conversation_id, town.clock.now(), words, photos)
    raise web.HTTPSeeOther(f"{opened.path}&fait=ajout")


async def _reopen(request: web.Request) -> web.StreamResponse:
    """« Ce n’est pas réglé »."""
    opened, town = request[OPENED], request.app[TOWN]
    words, photos = await _read(request)
    try:
        async with town.database.begin() as connection:
            named = (opened.reference, opened.conversation_id, town.clock.now())
            reopen_request(connection, town.territory, *named, words, photos)
    except ParvisError:
        _drop(request, photos)
        raise
    raise web.HTTPSeeOther(f"{opened.path}&fait=rouvert")


async def _erase(request: web.Request) -> web.StreamResponse:
    """Erase what the resident gave; the link opens nothing afterwards."""
    opened, town = request[OPENED], request.app[TOWN]
    if "sur" not in await request.post():
        raise WordsRefused("Cochez la case pour confirmer l’effacement.")
    async with town.database.begin() as connection:
        photos = erase(connection, opened.reference, opened.conversation_id, town.clock.now())
    _drop(request, photos)
    done = "Vos mots, vos photos et votre contact sont effacés de cette demande. Ce lien ne sert plus."
    return _closed(request, done, 200)


async def _read(request: web.Request) -> tuple[str, list[str]]:
    """The words of the form, and the name of its photo, kept.

    Raises:
        WordsRefused, PhotoRefused: nothing is kept.
    """
    try:
        fields = await request.post()
    except (ValueError, LookupError) as error:
        raise WordsRefused("Ce formulaire n’est pas lisible.") from error
    words, photo = fields.get("mots", ""), fields.get("photo")
    text = clean_text(words).strip() if isinstance(words, str) else ""
    if len(text) > LONGEST_WORDS:
        raise WordsRefused("Votre message est trop long\u00a0: 4\u00a0000 caractères au plus.")
    data = photo.file.read() if isinstance(photo, web.FileField) else b""
    if not data:
        return text, []
    folder = request.app[TOWN].settings.var / "media"
    return text, [await asyncio.to_thread(keep_photo, data, folder)]


def _drop(request: web.Request, photos: list[str]) -> None:
    for name in photos:
        drop_photo(name, request.app[TOWN].settings.var / "media")


def _page(request: web.Request, error: str = "", status: int = 200) -> web.StreamResponse:
    town, opened = request.app[TOWN], request[OPENED]
    with town.database.read() as connection:
        found = original_of(connection, opened.reference)
        steps = steps_of(connection, opened.reference, opened.conversation_id)
        is_mine = is_author(connection, found.reference, opened.conversation_id)
    service = town.territory.services.get(found.service_code)
    context = {
        "opened": opened,
        "found": found,
        "service": service,
        # The words beside an address are its author's own.
        "where": found.place.words() if is_mine else found.place.address,
        "steps": steps,
        "explained": sentence(f"utter_state_{found.status}").text,
        "is_open": found.status in OPEN,
        "can_reopen": can_reopen(found, town.clock.now()),
        "now": town.clock.now(),
        "error": error,
        "notice": NOTICES.get(request.query.get("fait", "")),
    }
    return _rendered(request, "follow.html", context, status)


def _closed(request: web.Request, message: str, status: int, retry_after: str = "") -> web.StreamResponse:
    response = _rendered(request, "follow_closed.html", {"message": message}, status)
    if retry_after:
        response.headers["Retry-After"] = retry_after
    return response


def _rendered(request: web.Request, template: str, context: dict[str, Any], status: int) -> web.StreamResponse:
    around = {"town": request.app[TOWN].territory, "is_demo": request.app[TOWN].settings.is_demo}
    page: web.StreamResponse = aiohttp_jinja2.render_template(template, request, {**around, **context}, status=status)
    return page
