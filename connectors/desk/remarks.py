"""The page of what residents said without reporting anything: ideas and congratulations."""

from __future__ import annotations

from aiohttp import web

from bot.conversations.remarks import newest_remarks
from connectors.desk.page import render_page
from connectors.keys import TOWN

MOST_SHOWN = 200


async def list_remarks(request: web.Request) -> web.StreamResponse:
    """The newest first; older ones are in the export."""
    with request.app[TOWN].database.read() as connection:
        context = {"remarks": newest_remarks(connection, MOST_SHOWN), "most": MOST_SHOWN}
        return render_page(request, connection, "remarks.html", context)
