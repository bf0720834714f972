"""The page of deliveries that were given up: what happened, and what the agent decides."""

from __future__ import annotations

from aiohttp import web

from bot.requests.dead_letters import DeadLetterUnknown, dead_letters, mark_arrived, replay
from connectors.desk.form import read_form
from connectors.desk.page import render_page
from connectors.keys import TOWN

PAGE = "/bureau/envois"
SEND, ARRIVED = "renvoyer", "arrive"
MOST_DIGITS = 15


async def list_dead_letters(request: web.Request) -> web.StreamResponse:
    """Deliveries that wait for a decision, the oldest first."""
    town = request.app[TOWN]
    with town.database.read() as connection:
        context = {"letters": dead_letters(connection), "departments": town.territory.departments}
        return render_page(request, connection, "dead_letters.html", context)


async def decide(request: web.Request) -> web.StreamResponse:
    """Send it again, or believe that it arrived.

    Raises:
        DeadLetterUnknown: somebody else has decided meanwhile.
    """
    town, number, fields = request.app[TOWN], request.match_info["number"], await read_form(request)
    decision = fields.get("decision")
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS) or decision not in (SEND, ARRIVED):
        raise DeadLetterUnknown()
    async with town.database.begin() as connection:
        if decision == ARRIVED:
            mark_arrived(connection, int(number))
        else:
            replay(connection, int(number), town.clock.now(), checked="verifie" in fields)
    raise web.HTTPSeeOther(f"{PAGE}?fait={decision}")
