"""The addresses of the Open311 server, each in both formats."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from connectors.open311 import discovery, posting, requests, update_posting, updates
from connectors.open311.caller import READS, WRITES, note_reader
from connectors.open311.description import show_description
from connectors.open311.errors import PREFIX
from connectors.web.pace import Pace

FORMAT = r".{format:xml|json}"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_READING = (
    ("/discovery", discovery.show_discovery),
    ("/services", discovery.list_services),
    ("/services/{code}", discovery.show_service),
    ("/requests", requests.list_requests),
    ("/requests/{number}", requests.show_request),
    ("/tokens/{token}", requests.show_token),
    ("/servicerequestupdates", updates.list_updates),
)
_WRITING = (
    ("/requests", posting.post_request),
    ("/servicerequestupdates", update_posting.post_update),
)


def add_open311(application: web.Application) -> None:
    """Add the server: anybody reads at a pace of their own, and writing asks for a key."""
    application[WRITES], application[READS] = Pace(burst=60, seconds=1), Pace(burst=300, seconds=0.1)
    application.add_routes(
        [
            web.get(f"{PREFIX}/openapi.json", show_description),
            *(web.get(f"{PREFIX}{path}{FORMAT}", _paced(handler)) for path, handler in _READING),
            *(web.post(f"{PREFIX}{path}{FORMAT}", handler) for path, handler in _WRITING),
        ]
    )


def _paced(handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        note_reader(request)
        return await handler(request)

    return answer
