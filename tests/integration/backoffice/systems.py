"""The systems that Parvis hands requests to, as small and as strict as their documentation allows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote

from aiohttp import web

from actions.backoffice.standard_webhooks import read_secrets, verified
from bot.clock import Clock
from tests.integration.backoffice.faulty import FaultySystem

WEBHOOK_SECRET = "whsec_" + "A" * 40
PUBLIK_KEY = "une-cle-partagee"
REFERENCE = r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]"


class WebhookSink(FaultySystem):
    """Takes signed calls; a `webhook-id` seen before changes nothing, as the specification asks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.contents: list[dict[str, Any]] = []
        self._seen: set[str] = set()
        super().__init__()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [web.post("/", self._take)]

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        key, _ = verified(read_secrets(WEBHOOK_SECRET), request.headers, body, self._clock.now())
        if key not in self._seen:
            self._seen.add(key)
            content = json.loads(body)
            self.contents.append(content)
            data = content["data"]
            kind = content["type"].removeprefix("request.")
            self.accepted.append(("request", key) if kind == "created" else ("comment", data["text"]))
        return web.json_response({})


class Wcs(FaultySystem):
    """The forms API of w.c.s.: signatures byte for byte, thirty seconds, each nonce once, no check of the data."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.late = timedelta(0)
        self.forms: dict[str, dict[str, Any]] = {}
        self.statuses: dict[str, str] = {}
        self.words: list[dict[str, Any]] = []
        self.updated = "lundi"
        self.schema: list[dict[str, Any]] = [
            {"varname": "texte", "type": "text", "label": "Description", "required": True},
            {"varname": "ou", "type": "map", "label": "Où", "required": False},
            {"varname": "photo", "type": "file", "label": "Photo", "required": False},
            {"varname": "ref", "type": "string", "label": "Référence", "required": True},
        ]
        self._nonces: set[str] = set()
        super().__init__()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.get("/api/formdefs/voirie/schema", self._show_schema),
            web.post("/api/formdefs/voirie/submit", self._submit),
            web.get("/api/forms/voirie/list", self._list),
            web.get("/api/forms/voirie/{number}/", self._show),
            web.post("/api/forms/voirie/{number}/hooks/complement/", self._complete),
        ]

    async def _show_schema(self, request: web.Request) -> web.Response:
        return self._refusal(request) or web.json_response({"name": "Voirie", "fields": self.schema})

    async def _submit(self, request: web.Request) -> web.Response:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        data = (await request.json())["data"]
        number = str(len(self.forms) + 1)
        self.forms[number] = data
        self.accepted.append(("request", data["ref"]))
        return web.json_response({"err": 0, "data": {"id": int(number), "url": "https://x"}})

    async def _list(self, request: web.Request) -> web.Response:
        rows = [{"id": number, "fields": data} for number, data in self.forms.items()]
        return self._refusal(request) or web.json_response(rows)

    async def _show(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        status = self.statuses.get(number, "new")
        shown = {"id": number, "workflow": {"status": {"id": status, "name": status}}, "last_update_time": self.updated}
        return self._refusal(request) or web.json_response(shown)

    async def _complete(self, request: web.Request) -> web.Response:
        refusal = self._refusal(request)
        if refusal is None:
            self.words.append(await request.json())
            self.accepted.append(("comment", self.words[-1]["text"]))
        return refusal or web.json_response({"err": 0})

    def _refusal(self, request: web.Request) -> web.Response | None:
        signed, _, signature = request.rel_url.raw_query_string.rpartition("&signature=")
        fields = {name: values[0] for name, values in parse_qs(signed, keep_blank_values=True).items()}
        right = base64.b64encode(hmac.new(PUBLIK_KEY.encode(), signed.encode(), hashlib.sha256).digest()).decode()
        now = self._clock.now() + self.late
        at = datetime.strptime(fields.get("timestamp", "") + "+0000", "%Y-%m-%dT%H:%M:%SZ%z")
        if unquote(signature) != right or fields.get("orig") != "parvis.example":
            return self._error("Invalid signature.", now)
        if abs(now - at) > timedelta(seconds=30):
            return self._error("timestamp is more than 30 seconds in the past", now)
        if fields["nonce"] in self._nonces:
            return self._error("Nonce already used.", now)
        self._nonces.add(fields["nonce"])
        return None

    @staticmethod
    def _error(reason: str, now: datetime) -> web.Response:
        date = now.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return web.json_response({"err": 1, "err_desc": reason}, status=403, headers={"Date": date})


class Passes:
    """Sessions or tokens; forgetting those `known` leaves their count as it was."""

    def __init__(self, name: str) -> None:
        self.given = 0
        self.known: set[str] = set()
        self._name = name

    def give(self) -> str:
        self.given += 1
        self.known.add(f"{self._name}-{self.given}")
        return f"{self._name}-{self.given}"


class Glpi(FaultySystem):
    """The legacy interface: sessions that may be forgotten, tickets, documents, followups."""

    def __init__(self) -> None:
        self.sessions = Passes("session")
        self.tickets: dict[int, dict[str, Any]] = {}
        self.documents: list[tuple[int, str]] = []
        self.followups: list[dict[str, Any]] = []
        super().__init__()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.get("/apirest.php/initSession", self._open),
            web.get("/apirest.php/Ticket/", self._search),
            web.post("/apirest.php/Ticket", self._create),
            web.get("/apirest.php/Ticket/{number}", self._show),
            web.get("/apirest.php/Ticket/{number}/ITILFollowup", self._list_followups),
            web.get("/apirest.php/Ticket/{number}/Document_Item", self._list_documents),
            web.post("/apirest.php/ITILFollowup", self._follow_up),
            web.post("/apirest.php/Document", self._upload),
        ]

    async def _open(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "user_token jeton":
            return web.json_response(["ERROR_GLPI_LOGIN_USER_TOKEN", "x"], status=401)
        return web.json_response({"session_token": self.sessions.give()})

    async def _search(self, request: web.Request) -> web.Response:
        wanted = request.query["searchText[externalid]"]
        rows = [{"id": number, **ticket} for number, ticket in self.tickets.items() if wanted in ticket["externalid"]]
        return self._refusal(request) or web.json_response(rows)

    async def _create(self, request: web.Request) -> web.Response:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        values = (await request.json())["input"]
        number = len(self.tickets) + 1
        self.tickets[number] = {"status": 1, "date_mod": "x", **values}
        self.accepted.append(("request", values["externalid"]))
        return web.json_response({"id": number, "message": ""}, status=201)

    async def _show(self, request: web.Request) -> web.Response:
        return self._refusal(request) or web.json_response(self.tickets[int(request.match_info["number"])])

    async def _list_followups(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        rows = [row for row in self.followups if row["items_id"] == number]
        return self._refusal(request) or web.json_response(rows)

    async def _list_documents(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        rows = [{"id": place} for place, (ticket, _) in enumerate(self.documents) if ticket == number]
        return self._refusal(request) or web.json_response(rows)

    async def _follow_up(self, request: web.Request) -> web.Response:
        refusal = self._refusal(request)
        if refusal is None:
            values = (await request.json())["input"]
            self.followups.append({"id": len(self.followups) + 1, **values})
            ticket = self.tickets[values["items_id"]]
            if values.get("add_reopen") and ticket["status"] in (5, 6):
                ticket["status"] = 1
            text = re.search(r"</p><p>(.*?)</p>", values["content"])
            self.accepted.append(("comment", text[1] if text else ""))
        return refusal or web.json_response({"id": len(self.followups)}, status=201)

    async def _upload(self, request: web.Request) -> web.Response:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        fields = await request.post()
        values = json.loads(bytes(fields["uploadManifest"]))["input"]
        self.documents.append((values["items_id"], values["name"]))
        return web.json_response({"id": len(self.documents), "upload_result": {"filename": [{}]}}, status=201)

    def _refusal(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Session-Token") in self.sessions.known:
            return None
        return web.json_response(["ERROR_SESSION_TOKEN_INVALID", "x"], status=401)


class Glpi11(FaultySystem):
    """The high-level interface: OAuth2 tokens that may be forgotten, tickets, followups."""

    def __init__(self) -> None:
        self.sessions = Passes("jeton")
        self.tickets: dict[int, dict[str, Any]] = {}
        self.followups: list[dict[str, Any]] = []
        super().__init__()

    def changes(self, request: web.Request) -> bool:
        return request.method == "POST" and not request.path.endswith("/token")

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.post("/api.php/token", self._give_token),
            web.get("/api.php/Assistance/Ticket", self._search),
            web.post("/api.php/Assistance/Ticket", self._create),
            web.get("/api.php/Assistance/Ticket/{number}", self._show),
            web.get("/api.php/Assistance/Ticket/{number}/Timeline/Followup", self._list_followups),
            web.post("/api.php/Assistance/Ticket/{number}/Timeline/Followup", self._follow_up),
        ]

    async def _give_token(self, request: web.Request) -> web.Response:
        fields = await request.post()
        if (fields["grant_type"], fields["client_secret"], fields["password"]) != ("password", "secret", "passe"):
            return web.json_response({"error": "invalid_grant"}, status=401)
        return web.json_response({"access_token": self.sessions.give(), "expires_in": 3600})

    async def _search(self, request: web.Request) -> web.Response:
        wanted = request.query["filter"].removeprefix("external_id==")
        rows = [{"id": number, **row} for number, row in self.tickets.items() if row["external_id"] == wanted]
        return self._refusal(request) or web.json_response(rows)

    async def _create(self, request: web.Request) -> web.Response:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        values = await request.json()
        number = len(self.tickets) + 1
        self.tickets[number] = {"status": {"id": 1, "name": "Nouveau"}, "date_mod": "x", **values}
        self.accepted.append(("request", values["external_id"]))
        return web.json_response({"id": number, "href": "x"}, status=201)

    async def _show(self, request: web.Request) -> web.Response:
        return self._refusal(request) or web.json_response(self.tickets[int(request.match_info["number"])])

    async def _list_followups(self, request: web.Request) -> web.Response:
        rows = [row for row in self.followups if row["ticket"] == request.match_info["number"]]
        return self._refusal(request) or web.json_response(rows)

    async def _follow_up(self, request: web.Request) -> web.Response:
        refusal = self._refusal(request)
        if refusal is None:
            values = await request.json()
            self.followups.append({"id": len(self.followups) + 1, "ticket": request.match_info["number"], **values})
            text = re.search(r"</p><p>(.*?)</p>", values["content"])
            self.accepted.append(("comment", text[1] if text else ""))
        return refusal or web.json_response({"id": len(self.followups)}, status=201)

    def _refusal(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") in self.sessions.known:
            return None
        return web.json_response({"error": "invalid_token"}, status=401)
