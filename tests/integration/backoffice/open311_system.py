"""A GeoReport v2 server as they are met: XML, ids as numbers, empty elements for null, and no key against doubles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web

from bot.clock import Clock
from tests.integration.backoffice.faulty import FaultySystem

API_KEY = "cle-d-essai"
REFERENCE = re.compile(r"Référence\s*: ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])")


class Open311System(FaultySystem):
    """Keeps what is posted. `tokens` answers tokens first; `mute` publishes neither words nor places."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.requests: dict[str, dict[str, str]] = {}
        self.tokens = False
        self.mute = False
        self._updates: set[str] = set()
        super().__init__()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.post("/v2/requests.xml", self._create),
            web.get("/v2/requests.xml", self._list),
            web.get("/v2/tokens/{token}.xml", self._show_token),
            web.post("/v2/servicerequestupdates.xml", self._update),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        fields = await request.post()
        if fields.get("api_key") != API_KEY:
            return _answer("errors", [{"error": {"code": "403", "description": "Invalid api_key"}}], 403)
        words = str(fields["description"])
        number = str(len(self.requests) + 1)
        self.requests[number] = {
            "service_request_id": number,
            "status": "open",
            "service_code": str(fields["service_code"]),
            "description": words,
            "requested_datetime": self._clock.now().isoformat(),
            "lat": str(fields["lat"]),
            "long": str(fields["long"]),
        }
        found = REFERENCE.search(words)
        self.accepted.append(("request", found[1] if found else ""))
        given = {"token": f"t{number}"} if self.tokens else {"service_request_id": number}
        return _answer("service_requests", [{"request": given}])

    async def _list(self, request: web.Request) -> web.Response:
        start, end = (datetime.fromisoformat(request.query[name]) for name in ("start_date", "end_date"))
        shown = [
            {"request": {**made, **({"description": "", "lat": "", "long": ""} if self.mute else {})}}
            for made in self.requests.values()
            if start <= datetime.fromisoformat(made["requested_datetime"]) <= end
            and made["service_code"] == request.query["service_code"]
        ]
        return _answer("service_requests", shown)

    async def _show_token(self, request: web.Request) -> web.Response:
        number = request.match_info["token"].removeprefix("t")
        if self.tokens or number not in self.requests:
            return _answer("errors", [{"error": {"code": "404", "description": "token not found"}}], 404)
        return _answer("service_requests", [{"request": {"service_request_id": number, "token": f"t{number}"}}])

    async def _update(self, request: web.Request) -> web.Response:
        fields = await request.post()
        key = str(fields["update_id"])
        if str(fields["service_request_id"]) not in self.requests:
            return _answer("errors", [{"error": {"code": "404", "description": "unknown"}}], 404)
        if key in self._updates:
            return _answer("errors", [{"error": {"code": "400", "description": "update already exists"}}], 400)
        self._updates.add(key)
        self.accepted.append(("comment", str(fields["description"]).partition(": ")[2]))
        return _answer("service_request_updates", [{"request_update": {"update_id": key}}])


def _answer(root: str, items: list[Mapping[str, Any]], status: int = 200) -> web.Response:
    body = "".join(f"<{name}>{_fields(fields)}</{name}>" for item in items for name, fields in item.items())
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>{body}</{root}>'
    return web.Response(text=text, content_type="text/xml", status=status)


def _fields(fields: Mapping[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
