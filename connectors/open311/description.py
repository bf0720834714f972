"""The OpenAPI description of this server, with the commune's own address in it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from aiohttp import web
from ruamel.yaml import YAML

from connectors.keys import TOWN
from connectors.open311.errors import PREFIX

FILE = Path(__file__).parent / "openapi.yml"


async def show_description(request: web.Request) -> web.Response:
    """The document, as JSON."""
    url = f"{request.app[TOWN].settings.public_url}{PREFIX}"
    headers = {"Access-Control-Allow-Origin": "*"}
    return web.json_response({**description(), "servers": [{"url": url}]}, headers=headers)


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The document as it is written in openapi.yml."""
    document: dict[str, Any] = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    return document
