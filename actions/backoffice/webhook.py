"""Signed webhook: a request is posted as JSON, signed after the Standard Webhooks specification.

The receiver knows a repeated `webhook-id`, so a doubtful try is simply made again. News come back by the
same kind of call (`connectors/webhooks.py`).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from actions.backoffice.adapter import Comment, Fetched, Parcel, Receipt, Sent
from actions.backoffice.http import HttpClient
from actions.backoffice.means import Means
from actions.backoffice.standard_webhooks import read_secrets, signed_headers
from bot.clock import Clock
from bot.requests.service_request import as_json
from bot.territory.destinations import Destination
from bot.territory.territory import Territory

SECRET = "SECRET"  # noqa: S105 (the name of a variable)
KEPT_HERE = ("deliveries", "history", "media", "channel", "voices")


class Webhook:
    """Posts requests and words to the address of a destination."""

    def __init__(
        self, destination: Destination, secrets: Sequence[bytes], http: HttpClient, territory: Territory, clock: Clock
    ) -> None:
        self._destination = destination
        self._secrets = secrets
        self._http = http
        self._territory = territory
        self._clock = clock

    async def send(self, parcel: Parcel) -> Receipt:
        """Post the request; its reference is its number over there too."""
        await self._post("request.created", parcel.key, self._request(parcel))
        return Receipt(parcel.key)

    async def look_up(self, parcel: Parcel) -> Receipt | None:
        return None

    async def add_comment(self, parcel: Parcel, comment: Comment) -> None:
        """Post the word."""
        data = {"reference": parcel.key, "key": comment.key, "author": comment.author, "text": comment.text}
        photos = [_photo(path) for path in comment.photos]
        await self._post("request.comment", comment.key, {**data, "at": self._written(comment.at), "photos": photos})

    async def has_comment(self, parcel: Parcel, comment: Comment) -> bool:
        return False

    async def fetch_updates(self, sent: Sequence[Sent], mark: str | None) -> Fetched:
        return Fetched()

    async def _post(self, kind: str, key: str, data: dict[str, Any]) -> None:
        now = self._clock.now()
        content = {"type": kind, "timestamp": self._written(now), "data": data}
        body = json.dumps(content, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", **signed_headers(self._secrets, key, now, body)}
        answer = await self._http.call("POST", self._destination.url, changes=True, data=body, headers=headers)
        answer.checked()

    def _request(self, parcel: Parcel) -> dict[str, Any]:
        shown = as_json(parcel.request, self._territory.timezone)
        return {
            **{name: value for name, value in shown.items() if name not in KEPT_HERE},
            "service_name": parcel.service.name,
            "service_code": self._destination.service(parcel.service.code) or parcel.service.code,
            "department": parcel.department.code,
            "photos": [_photo(path) for path in parcel.photos],
        }

    def _written(self, moment: datetime) -> str:
        return moment.astimezone(self._territory.timezone).isoformat(timespec="seconds")


def open_webhook(destination: Destination, means: Means) -> Webhook:
    """A webhook destination, with its secrets from the environment."""
    secrets = read_secrets(means.settings.secret(destination.code, SECRET))
    return Webhook(destination, secrets, means.http, means.territory, means.clock)


def _photo(path: Path) -> dict[str, str]:
    return {"filename": path.name, "content": base64.b64encode(path.read_bytes()).decode()}
