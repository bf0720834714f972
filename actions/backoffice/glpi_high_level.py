"""GLPI 11's high-level interface (`api.php`), with OAuth2.

An access token is asked for at the first call, kept, and asked for again when GLPI does not know it any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.backoffice.adapter import DeliveryRefused
from actions.backoffice.glpi_api import REQUEST, Followup, Ticket
from actions.backoffice.glpi_pass import Pass
from actions.backoffice.http import Answer, HttpClient

TICKET = "/Assistance/Ticket"


@dataclass(frozen=True)
class Credentials:
    """Those of an OAuth client of GLPI, and of the account it acts for."""

    client_id: str
    client_secret: str
    username: str
    password: str


class HighLevelGlpi:
    """Calls to `url` (ending in api.php). Files cannot be uploaded by this interface: photos stay on the desk."""

    def __init__(self, url: str, credentials: Credentials, http: HttpClient) -> None:
        self._url = url
        self._credentials = credentials
        self._http = http
        self._token = Pass(self._ask_token)

    async def find(self, reference: str) -> str | None:
        """By RSQL on `external_id`, then exactly."""
        rows = await self._call("GET", TICKET, params={"filter": f"external_id=={reference}", "limit": "10"})
        found = [row for row in rows if str(row.get("external_id")) == reference]
        return str(found[0]["id"]) if found else None

    async def create(self, ticket: Ticket) -> str:
        linked = {"category": ticket.category, "entity": ticket.entity}
        values = {"name": ticket.name, "content": ticket.content, "type": REQUEST, "external_id": ticket.reference}
        linked_ids = {name: {"id": number} for name, number in linked.items() if number is not None}
        return str((await self._call("POST", TICKET, content={**values, **linked_ids}))["id"])

    async def count_documents(self, ticket: str) -> int:
        return 0

    async def add_document(self, ticket: str, photo: Path) -> None:
        return None

    async def add_followup(self, ticket: str, content: str, reopens: bool) -> None:
        """GLPI 11 sees for itself whether a word reopens a ticket."""
        values = {"content": content, "is_private": False}
        await self._call("POST", f"{TICKET}/{ticket}/Timeline/Followup", content=values)

    async def followups(self, ticket: str) -> Sequence[Followup]:
        rows = await self._call("GET", f"{TICKET}/{ticket}/Timeline/Followup")
        items = [row.get("item", row) for row in rows]
        return [
            Followup(str(item["id"]), str(item.get("content") or ""), bool(item.get("is_private"))) for item in items
        ]

    async def status(self, ticket: str) -> Mapping[str, Any]:
        row = await self._call("GET", f"{TICKET}/{ticket}")
        status = row.get("status")
        return {
            "id": str(status.get("id") if isinstance(status, dict) else status),
            "changed": str(row.get("date_mod")),
        }

    async def _call(self, method: str, path: str, params: Mapping[str, str] | None = None, content: Any = None) -> Any:
        token = await self._token.other_than()
        answer = await self._with_token(token, method, path, params, content)
        if answer.status == 401:
            token = await self._token.other_than(token)
            answer = await self._with_token(token, method, path, params, content)
        return answer.checked().json()

    async def _with_token(
        self, token: str, method: str, path: str, params: Mapping[str, str] | None, content: Any
    ) -> Answer:
        options: dict[str, Any] = {"headers": {"Authorization": f"Bearer {token}"}, "params": params or {}}
        if content is not None:
            options["json"] = content
        return await self._http.call(method, f"{self._url}{path}", changes=method != "GET", **options)

    async def _ask_token(self) -> str:
        fields = {"grant_type": "password", "scope": "api", **vars(self._credentials)}
        answer = await self._http.call("POST", f"{self._url}/token", changes=False, data=fields)
        told = answer.checked().json()
        if not isinstance(told, dict) or "access_token" not in told:
            raise DeliveryRefused("GLPI ne donne pas de jeton d’accès.")
        return str(told["access_token"])
