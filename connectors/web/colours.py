"""The commune's colours as a style sheet: pages take them from there, no style stands in the HTML."""

from __future__ import annotations

from aiohttp import web

from connectors.keys import TOWN


async def colours_sheet(request: web.Request) -> web.StreamResponse:
    """`--primary` and `--on-primary`; their contrast was checked when the territory was read."""
    colours = request.app[TOWN].territory.colours
    text = f":root {{ --primary: {colours.primary}; --on-primary: {colours.on_primary}; }}\n"
    return web.Response(text=text, content_type="text/css", headers={"Cache-Control": "no-cache"})
