"""Errors of the desk as pages in French, for browsers."""

from __future__ import annotations

import aiohttp_jinja2
from aiohttp import web


def wants_page(request: web.Request) -> bool:
    """Whether a browser shows the desk to somebody, rather than a program reading an answer."""
    return request.path.startswith("/bureau") and "text/html" in request.headers.get("Accept", "")


def error_page(request: web.Request, status: int, message: str) -> web.StreamResponse:
    """The error in one sentence, with a way back."""
    page: web.StreamResponse = aiohttp_jinja2.render_template(
        "error.html", request, {"message": message}, status=status
    )
    return page
