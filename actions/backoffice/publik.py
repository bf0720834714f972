"""Publik (w.c.s.): a request is a form submitted by API; its workflow's status comes back.

A submission is not idempotent: our reference stands in a field of the form, and is looked for after a
doubtful try.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

from yarl import URL

from actions.backoffice.adapter import (
    Comment,
    DeliveryFailed,
    DeliveryRefused,
    Fetched,
    Parcel,
    Receipt,
    Sent,
    Update,
)
from actions.backoffice.http import Answer, HttpClient
from actions.backoffice.means import Means
from actions.backoffice.polling import Seen, poll
from actions.backoffice.publik_form import file_value, fill, read_fields
from actions.backoffice.publik_signature import signed_query
from bot.clock import Clock
from bot.territory.destinations import Destination

LONGEST_REASON = 120


@dataclass(frozen=True)
class PublikOptions:
    """`fields` tells what fills each field; `comment_hook` is the workflow's trigger that takes added words."""

    orig: str
    fields: Mapping[str, str]
    comment_hook: str | None

    @property
    def reference_field(self) -> str:
        return next(varname for varname, source in self.fields.items() if source == "reference")


class Publik:
    """The forms of a w.c.s. site, one for each service. Numbers are `form/number`."""

    def __init__(
        self, destination: Destination, options: PublikOptions, key: str, http: HttpClient, clock: Clock
    ) -> None:
        self._destination = destination
        self._options = options
        self._key = key
        self._http = http
        self._clock = clock
        self._their_clock = timedelta(0)

    async def send(self, parcel: Parcel) -> Receipt:
        """Submit the form, once its schema has been seen to fit."""
        form = self._form(parcel)
        schema = await self._call("GET", f"/api/formdefs/{form}/schema")
        data = fill(form, self._options.fields, schema, parcel)
        content = {"data": data, "context": {"channel": "web"}}
        answer = await self._call("POST", f"/api/formdefs/{form}/submit", content=content)
        return Receipt(f"{form}/{answer['data']['id']}")

    async def look_up(self, parcel: Parcel) -> Receipt | None:
        """Look for our reference in the field that keeps it."""
        form, field = self._form(parcel), self._options.reference_field
        query = urlencode({"full": "on", f"filter-{field}": parcel.key})
        found = await self._call("GET", f"/api/forms/{form}/list", query)
        rows = [row for row in found if (row.get("fields") or {}).get(field) == parcel.key]
        return Receipt(f"{form}/{rows[0]['id']}") if rows else None

    async def add_comment(self, parcel: Parcel, comment: Comment) -> None:
        """Pull the workflow's trigger for added words."""
        if self._options.comment_hook is None:
            raise DeliveryRefused("Ce formulaire de Publik ne prend pas de précision\u00a0: transmettez-la vous-même.")
        photos = [file_value(photo) for photo in comment.photos]
        content = {"key": comment.key, "author": comment.author, "text": comment.text, "photos": photos}
        path = f"/api/forms/{parcel.external_id}/hooks/{quote(self._options.comment_hook, safe='')}/"
        await self._call("POST", path, content=content)

    async def has_comment(self, parcel: Parcel, comment: Comment) -> bool:
        raise DeliveryRefused("Publik ne permet pas de savoir si cette précision est arrivée.")

    async def fetch_updates(self, sent: Sequence[Sent], mark: str | None) -> Fetched:
        """The status of each form sent."""
        return await poll(sent, mark, self._seen)

    async def _seen(self, sent: Sent) -> Seen:
        form = await self._call("GET", f"/api/forms/{sent.external_id}/")
        status = (form.get("workflow") or {}).get("status") or {}
        statuses, state = self._destination.statuses, str(status.get("id"))
        ours = statuses.get(state) or statuses.get(str(status.get("name")))
        key = f"{sent.external_id}:{state}:{form.get('last_update_time', '')}"
        return Seen(state, Update(key, sent.reference, self._clock.now(), status=ours) if ours else None)

    def _form(self, parcel: Parcel) -> str:
        form = self._destination.service(parcel.service.code)
        if form is None:
            raise DeliveryRefused("Aucun formulaire de Publik n’est prévu pour ce type de demande.")
        return quote(form, safe="")

    async def _call(self, method: str, path: str, query: str = "", content: Any = None) -> Any:
        """Call, signed; once more when the server's clock or a nonce was the trouble."""
        answer = await self._signed(method, path, query, content)
        if self._may_sign_better(answer):
            answer = await self._signed(method, path, query, content)
        found = answer.json() if answer.status < 500 else None
        if answer.status < 400 and not (isinstance(found, dict) and found.get("err")):
            return found
        raise _refusal(answer, found)

    async def _signed(self, method: str, path: str, query: str, content: Any) -> Answer:
        at, nonce = self._clock.now() + self._their_clock, secrets.token_hex(16)
        signed = signed_query(query, self._options.orig, self._key, at, nonce)
        url = URL(f"{self._destination.url}{path}?{signed}", encoded=True)
        options = {} if content is None else {"json": content}
        return await self._http.call(method, url, changes=method == "POST", **options)

    def _may_sign_better(self, answer: Answer) -> bool:
        """Whether a new signature may pass: after the server's own time, or with another nonce."""
        if answer.status not in (401, 403):
            return False
        if b"timestamp" in answer.body:
            self._their_clock = _server_time(answer, self._clock.now()) - self._clock.now()
            return True
        return b"Nonce" in answer.body


def open_publik(destination: Destination, means: Means) -> Publik:
    """A site of Publik, with the key from the environment."""
    fields = destination.options.record("orig fields", "comment_hook")
    options = PublikOptions(
        fields["orig"].text(), read_fields(fields["fields"]), fields["comment_hook"].optional_text()
    )
    return Publik(destination, options, means.settings.secret(destination.code, "KEY"), means.http, means.clock)


def _server_time(answer: Answer, now: datetime) -> datetime:
    try:
        told = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return now
    return told.replace(tzinfo=told.tzinfo or timezone.utc)


def _refusal(answer: Answer, found: Any) -> DeliveryFailed | DeliveryRefused:
    told = found if isinstance(found, dict) else {}
    reason = str(told.get("err_desc") or told.get("err_class") or f"HTTP {answer.status}")[:LONGEST_REASON]
    if any(word in reason for word in ("signature", "orig", "timestamp", "Nonce")):
        return DeliveryFailed(f"Publik refuse notre signature\u00a0: {reason}.")
    return DeliveryRefused(f"Publik refuse cette demande\u00a0: {reason}.")
