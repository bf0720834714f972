"""GLPI's legacy interface (`apirest.php`, GLPI 9.1 and later), with its sessions.

A session is opened at the first call, kept, and opened again once when GLPI has forgotten it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from actions.backoffice.adapter import DeliveryFailed, DeliveryRefused
from actions.backoffice.glpi_api import REQUEST, Followup, Ticket
from actions.backoffice.glpi_pass import Pass
from actions.backoffice.http import Answer, HttpClient

SESSION_LOST = ("ERROR_SESSION_TOKEN_INVALID", "ERROR_SESSION_TOKEN_MISSING")
MENDABLE = ("ERROR_GLPI_LOGIN", "ERROR_LOGIN", "ERROR_APP_TOKEN", "ERROR_WRONG_APP_TOKEN", "ERROR_NOT_ALLOWED_IP")
MOST_FOLLOWUPS = 200


class LegacyGlpi:
    """Calls to `url` (ending in apirest.php) as the user of a personal token."""

    def __init__(self, url: str, user_token: str, app_token: str | None, http: HttpClient) -> None:
        self._url = url
        self._user_token = user_token
        self._app = {"App-Token": app_token} if app_token else {}
        self._http = http
        self._session = Pass(self._open_session)

    async def find(self, reference: str) -> str | None:
        """By the text filter on `externalid`, then exactly."""
        params = {"searchText[externalid]": reference, "range": "0-9", "order": "ASC"}
        rows = await self._call("GET", "/Ticket/", params=params)
        found = [row for row in rows if str(row.get("externalid")) == reference]
        return str(found[0]["id"]) if found else None

    async def create(self, ticket: Ticket) -> str:
        given = {"itilcategories_id": ticket.category, "entities_id": ticket.entity}
        values = {"name": ticket.name, "content": ticket.content, "type": REQUEST, "externalid": ticket.reference}
        given = {name: number for name, number in given.items() if number is not None}
        return str((await self._call("POST", "/Ticket", content={**values, **given}))["id"])

    async def count_documents(self, ticket: str) -> int:
        return len(await self._call("GET", f"/Ticket/{ticket}/Document_Item", params={"range": "0-99"}))

    async def add_document(self, ticket: str, photo: Path) -> None:
        """Upload a photo and link it to the ticket; what a failed upload leaves behind is deleted."""
        values = {"name": photo.name, "_filename": [photo.name], "itemtype": "Ticket", "items_id": int(ticket)}
        answer = await self._call("POST", "/Document", upload=(values, photo))
        results = (answer.get("upload_result") or {}).get("filename") or [{}]
        if results[0].get("error"):
            await self._call("DELETE", f"/Document/{answer['id']}", params={"force_purge": "true"})
            raise DeliveryFailed("GLPI n’a pas gardé une photo.")

    async def add_followup(self, ticket: str, content: str, reopens: bool) -> None:
        values = {"itemtype": "Ticket", "items_id": int(ticket), "content": content, "is_private": 0}
        await self._call("POST", "/ITILFollowup", content={**values, **({"add_reopen": 1} if reopens else {})})

    async def followups(self, ticket: str) -> Sequence[Followup]:
        params = {"range": f"0-{MOST_FOLLOWUPS - 1}", "order": "ASC"}
        rows = await self._call("GET", f"/Ticket/{ticket}/ITILFollowup", params=params)
        return [Followup(str(row["id"]), str(row.get("content") or ""), bool(row.get("is_private"))) for row in rows]

    async def status(self, ticket: str) -> Mapping[str, Any]:
        row = await self._call("GET", f"/Ticket/{ticket}")
        return {"id": str(row.get("status")), "changed": str(row.get("date_mod"))}

    async def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: Mapping[str, Any] | None = None,
        upload: tuple[Mapping[str, Any], Path] | None = None,
    ) -> Any:
        session = await self._session.other_than()
        answer = await self._with_session(session, method, path, params, content, upload)
        if _error(answer) in SESSION_LOST:
            session = await self._session.other_than(session)
            answer = await self._with_session(session, method, path, params, content, upload)
        return _accepted(answer)

    async def _with_session(
        self,
        session: str,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        content: Mapping[str, Any] | None,
        upload: tuple[Mapping[str, Any], Path] | None,
    ) -> Answer:
        options: dict[str, Any] = {"headers": {**self._app, "Session-Token": session}, "params": params or {}}
        if content is not None:
            options["json"] = {"input": dict(content)}
        if upload is not None:
            options["data"] = _form(*upload)
        return await self._http.call(method, f"{self._url}{path}", changes=method != "GET", **options)

    async def _open_session(self) -> str:
        headers = {**self._app, "Authorization": f"user_token {self._user_token}"}
        answer = await self._http.call("GET", f"{self._url}/initSession", changes=False, headers=headers)
        return str(_accepted(answer)["session_token"])


def _form(values: Mapping[str, Any], photo: Path) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("uploadManifest", json.dumps({"input": values}), content_type="application/json")
    form.add_field("filename[0]", photo.read_bytes(), filename=photo.name, content_type="image/jpeg")
    return form


def _error(answer: Answer) -> str | None:
    """The code of a refusal, `["ERROR_CODE", "message"]`."""
    if answer.status < 400:
        return None
    try:
        told = json.loads(answer.body)
    except ValueError:
        told = None
    return str(told[0]) if isinstance(told, list) and told else f"HTTP {answer.status}"


def _accepted(answer: Answer) -> Any:
    error = _error(answer)
    if error is None:
        return answer.json()
    if error.startswith((*MENDABLE, *SESSION_LOST)):
        raise DeliveryFailed(f"GLPI refuse notre accès ({error}).")
    raise DeliveryRefused(f"GLPI refuse cet envoi ({error}).")
