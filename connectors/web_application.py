"""The web application: every HTTP door of a town, with the headers and errors common to all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp_jinja2
import jinja2
import sqlalchemy as sa
import structlog
from aiohttp import web

from bot.errors import ParvisError
from connectors.desk.attempts import ATTEMPTS, Attempts
from connectors.desk.errors import error_page, wants_page
from connectors.desk.routes import desk_routes
from connectors.desk.views import desk_filters
from connectors.health import health_routes
from connectors.keys import READY, TOWN
from connectors.open311.errors import error_list, is_open311
from connectors.open311.routes import add_open311
from connectors.telegram.webhook import webhook_routes
from connectors.town import Town
from connectors.web.follow import follow_routes
from connectors.web.pace import MESSAGES, PAGES, PHOTOS, Pace
from connectors.web.routes import chat_routes, share_chat
from connectors.web.site import site_routes
from connectors.webhooks import update_routes

HERE = Path(__file__).parent
MOST_BYTES = 11_000_000
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
}
UNAVAILABLE = "Le service est momentanément indisponible\u00a0: réessayez dans un instant."
ONE_YEAR = "max-age=31536000"
HTTP_STATUS = {
    "conversation_inconnue": 404,
    "envoi_inconnu": 409,
    "destination_inconnue": 404,
    "mise_a_jour_etrangere": 404,
    "signature_refusee": 401,
    "envoi_rejoue": 409,
    "conversation_deja_prise": 409,
    "demande_inconnue": 404,
    "lien_expire": 404,
    "message_trop_long": 413,
    "photo_refusee": 415,
    "acces_refuse": 401,
    "origine_refusee": 403,
    "role_refuse": 403,
    "formulaire_etranger": 403,
    "conversation_non_prise": 409,
    "cle_inconnue": 403,
    "cle_insuffisante": 403,
    "element_inconnu": 404,
    "trop_d_essais": 429,
    "trop_vite": 429,
}

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def web_application(town: Town) -> web.Application:
    """The application that serves the town; `READY` is set once the assistant can answer."""
    application = web.Application(client_max_size=MOST_BYTES, middlewares=[_errors_in_french])
    application[TOWN] = town
    application[READY] = asyncio.Event()
    application[ATTEMPTS] = Attempts()
    application[MESSAGES], application[PHOTOS] = Pace(burst=30, seconds=1), Pace(burst=60, seconds=60)
    application.on_response_prepare.extend((_secure, share_chat))
    aiohttp_jinja2.setup(
        application,
        loader=jinja2.FileSystemLoader([HERE / "desk" / "templates", HERE / "web" / "templates"]),
        autoescape=True,
        filters=desk_filters(town),
    )
    application.add_routes(health_routes())
    application.add_routes(chat_routes())
    application[PAGES] = Pace(burst=60, seconds=2)
    application.add_routes(follow_routes())
    application.add_routes(desk_routes())
    add_open311(application)
    application.add_routes(update_routes())
    if town.settings.telegram_webhook_secret:
        application.add_routes(webhook_routes())
    if town.settings.is_demo:
        application.add_routes(site_routes())
    return application


@web.middleware
async def _errors_in_french(request: web.Request, handler: Handler) -> web.StreamResponse:
    """One shape of error for programs, `{"error": {"code", "message"}}`, GeoReport's own for its clients, and a
    page for the desk's browsers."""
    try:
        return await handler(request)
    except ParvisError as error:
        response = _error(request, HTTP_STATUS.get(error.code, 400), error.code, str(error))
        if hasattr(error, "retry_after"):
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    except web.HTTPRequestEntityTooLarge:
        return _error(request, 413, "corps_trop_grand", "Ce que vous envoyez est trop volumineux.")
    except web.HTTPNotFound:
        return _error(request, 404, "page_inconnue", "Cette page n’existe pas.")
    except web.HTTPMethodNotAllowed:
        return _error(request, 405, "methode_refusee", "Cette adresse ne prend pas ce genre de demande.")
    except sa.exc.OperationalError:
        return _error(request, 503, "base_indisponible", UNAVAILABLE)
    except (web.HTTPException, ConnectionError):
        raise
    except Exception as error:
        log.error("request_failed", path=request.path, error=type(error).__name__, exc_info=True)
        return _error(request, 500, "incident", "Un incident empêche de répondre\u00a0: réessayez dans un instant.")


def _error(request: web.Request, status: int, code: str, message: str) -> web.StreamResponse:
    if is_open311(request):
        return error_list(request, status, message)
    if wants_page(request):
        return error_page(request, status, message)
    return web.json_response({"error": {"code": code, "message": message}}, status=status)


async def _secure(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(("/bureau", "/suivi")):
        response.headers.setdefault("Cache-Control", "no-store")
    if request.app[TOWN].settings.public_url.startswith("https://"):
        response.headers.setdefault("Strict-Transport-Security", ONE_YEAR)
