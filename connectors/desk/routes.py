"""The addresses of the desk, each with the roles that may use it."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from connectors.desk import answers, conversations, corrections, deliveries, login, remarks, requests
from connectors.desk.access import AGENTS, FIRST_PAGE, for_anybody, for_roles
from connectors.web.colours import colours_sheet

STATIC = Path(__file__).parent / "static"
CONVERSATION = "/bureau/conversations/{conversation}"

_PUBLIC = (
    ("GET", "/bureau/connexion", login.show_login),
    ("POST", "/bureau/connexion", login.log_in),
    ("POST", "/bureau/deconnexion", login.log_out),
    ("GET", "/bureau/couleurs.css", colours_sheet),
)
_FOR_AGENTS = (
    ("GET", "/bureau/demandes", requests.list_requests),
    ("GET", "/bureau/demandes/{reference}", requests.show_request),
    ("POST", "/bureau/demandes/{reference}/statut", requests.change_request),
    ("POST", "/bureau/demandes/{reference}/reunir", corrections.merge),
    ("POST", "/bureau/demandes/{reference}/separer", corrections.unmerge),
    ("POST", "/bureau/demandes/{reference}/type", corrections.correct),
    ("POST", "/bureau/demandes/{reference}/lieu", corrections.move),
    ("POST", "/bureau/demandes/{reference}/date", corrections.promise),
    ("GET", "/bureau/photos/{name}", requests.show_photo),
    ("GET", "/bureau/reponses", answers.list_answers),
    ("GET", "/bureau/idees", remarks.list_remarks),
    ("GET", deliveries.PAGE, deliveries.list_dead_letters),
    ("POST", f"{deliveries.PAGE}/{{number}}", deliveries.decide),
    ("GET", "/bureau/conversations", conversations.list_conversations),
    ("GET", CONVERSATION, conversations.show_conversation),
    ("POST", f"{CONVERSATION}/prendre", conversations.take),
    ("POST", f"{CONVERSATION}/repondre", conversations.answer),
    ("POST", f"{CONVERSATION}/rendre", conversations.give_back),
)


def desk_routes() -> list[web.AbstractRouteDef]:
    """Every route of the desk."""
    return [
        web.get("/bureau", _first),
        web.get("/bureau/", _first),
        web.static("/bureau/static", STATIC),
        *(web.route(method, path, for_anybody(handler)) for method, path, handler in _PUBLIC),
        *(web.route(method, path, for_roles(AGENTS, handler)) for method, path, handler in _FOR_AGENTS),
    ]


async def _first(request: web.Request) -> web.StreamResponse:
    raise web.HTTPSeeOther(FIRST_PAGE)
