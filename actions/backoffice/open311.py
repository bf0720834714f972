"""Open311 GeoReport v2, as a client: http://wiki.open311.org/GeoReport_v2/.

The specification has no key against doubles. Ours goes with each try as the header `Idempotency-Key`, in
`attribute[external_id]` where the destination declares it, and as the last line of the description: after a
doubtful try the request is looked for among those of the same kind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import aiohttp

from actions.backoffice.adapter import (
    Comment,
    DeliveryRefused,
    Fetched,
    Parcel,
    Receipt,
    Sent,
    Update,
)
from actions.backoffice.http import Answer
from actions.backoffice.means import Means
from actions.backoffice.open311_form import request_fields
from actions.backoffice.open311_records import Record, read_records
from actions.backoffice.polling import Seen, poll
from bot.requests.lifecycle import HEARD
from bot.territory.destinations import Destination

API_KEY = "API_KEY"
DAY = timedelta(days=1)
LONGEST_SPAN = timedelta(days=90)
MOST_FOUND = 1000
NUMBERS_AT_ONCE = 50
OVERLAP = timedelta(minutes=15)  # two clocks may differ, and an update may be listed late
SAME_PLACE = 0.00001  # degrees, about a metre
UPDATES = "servicerequestupdates"
ALREADY_THERE = b"already exists"  # FixMyStreet's answer to an `update_id` that it has
POSTED = frozenset({"service_request_id", "token", "service_notice", "account_id"})  # a page that says welcome has none


@dataclass(frozen=True)
class Options:
    """How one server differs. `attributes` translates our questions; `repeats` says that it knows a repeated key."""

    jurisdiction_id: str | None
    format: str
    updates: bool
    uploads: bool
    repeats: bool
    attributes: Mapping[str, str]


class Open311:
    """Sends requests to one endpoint and asks it what became of them."""

    def __init__(self, destination: Destination, options: Options, api_key: str, means: Means) -> None:
        self._destination = destination
        self._options = options
        self._api_key = api_key
        self._means = means

    async def send(self, parcel: Parcel) -> Receipt:
        """Post the request. The answer is a number, a token, or neither (a « blackbox » service)."""
        fields = request_fields(parcel, self._code(parcel), self._options.attributes)
        if self._options.repeats:
            fields["attribute[external_id]"] = parcel.key
        answer = await self._post("requests", fields, parcel.key, parcel.photos)
        records = [record for record in self._read(answer.checked()) if POSTED & record.fields.keys()]
        if not records:
            raise answer.garbled()
        return Receipt(records[0].text("service_request_id"), records[0].text("token"))

    async def look_up(self, parcel: Parcel) -> Receipt | None:
        """By the token; else among the requests of the same kind, by our reference or the same position.

        Raises:
            DeliveryRefused: what the server publishes does not tell whether the request is there.
        """
        if parcel.token:
            return await self._by_token(parcel.token)
        if self._options.repeats:
            return None
        records = await self.read("requests", self._like(parcel))
        for record in records:
            number = record.text("service_request_id")
            if number and _is_same(record, parcel):
                return Receipt(number)
        if len(records) >= MOST_FOUND or any(_is_mute(record) for record in records):
            raise DeliveryRefused("Impossible de savoir si le système destinataire a déjà reçu cette demande.")
        return None

    async def add_comment(self, parcel: Parcel, comment: Comment) -> None:
        """Post the word, by mySociety's extension; the server knows a repeated `update_id`."""
        if not self._options.updates:
            raise DeliveryRefused("Ce système ne prend pas de précision\u00a0: transmettez-la autrement.")
        seen = f"\nPhotos\u00a0: {parcel.page}" if comment.photos else ""
        fields = {
            "service_request_id": parcel.external_id or parcel.key,
            "update_id": comment.key,
            "status": "UNCHANGED",
            "updated_datetime": _written(comment.at),
            "description": f"{comment.author}\u00a0: {comment.text}{seen}",
        }
        answer = await self._post(UPDATES, fields, comment.key, comment.photos)
        if answer.status == 400 and ALREADY_THERE in answer.body:
            return
        if not any("update_id" in record.fields for record in self._read(answer.checked())):
            raise answer.garbled()

    async def has_comment(self, parcel: Parcel, comment: Comment) -> bool:
        """A repeated `update_id` does no harm."""
        return False

    async def fetch_updates(self, sent: Sequence[Sent], mark: str | None) -> Fetched:
        """By the extension, from where the last fetch ended; else by the present state of each request."""
        now = self._means.clock.now()
        if self._options.updates:
            return Fetched(await self._updates(sent, _since(mark, now), now), _written(now))
        records: dict[str, Record] = {}
        for start in range(0, len(sent), NUMBERS_AT_ONCE):
            some = [one.external_id for one in sent[start : start + NUMBERS_AT_ONCE]]
            for record in await self.read("requests", {"service_request_id": ",".join(some)}):
                records[record.text("service_request_id") or ""] = record

        async def seen(one: Sent) -> Seen:
            return self._state(records[one.external_id], one, now) if one.external_id in records else Seen("")

        return await poll(sent, mark, seen)

    async def _updates(self, sent: Sequence[Sent], start: datetime, end: datetime) -> list[Update]:
        references = {one.external_id: one.reference for one in sent}
        period = {"start_date": _written(start), "end_date": _written(end)}
        found = []
        for record in await self.read(UPDATES, period):
            reference = references.get(record.text("service_request_id") or "")
            key = record.text("update_id")
            if reference and key:
                status, at = self._heard(record.text("status")), record.moment("updated_datetime")
                found.append(Update(key, reference, at or end, record.text("description") or "", status))
        return sorted(found, key=lambda update: update.at)

    def _state(self, record: Record, one: Sent, now: datetime) -> Seen:
        """The present state; it is news when it is a closing, one that the territory translates, or has words."""
        theirs, notes = record.text("status") or "", record.text("status_notes") or ""
        status, at = self._heard(theirs), record.moment("updated_datetime")
        when = _written(at) if at and status else ""
        state, key = _short(theirs, notes), _short(one.external_id, theirs, notes, when)
        return Seen(state, Update(key, one.reference, at or now, notes, status) if status or notes else None)

    def _heard(self, theirs: str | None) -> str | None:
        named = (theirs or "").strip()
        return self._destination.statuses.get(named) or HEARD.get(named.lower())

    async def _by_token(self, token: str) -> Receipt:
        """The number, once there is one; an unknown token is one that has none yet."""
        url = self._url(f"tokens/{token}")
        answer = await self._means.http.call("GET", url, changes=False, params=self._common())
        if answer.status == 404:
            return Receipt(token=token)
        number = next((record.text("service_request_id") for record in self._read(answer.checked())), None)
        return Receipt(number, None if number else token)

    def _like(self, parcel: Parcel) -> dict[str, str]:
        end = self._means.clock.now() + DAY
        start = max(parcel.request.requested_at - DAY, end - LONGEST_SPAN)
        return {"service_code": self._code(parcel), "start_date": _written(start), "end_date": _written(end)}

    def _code(self, parcel: Parcel) -> str:
        return self._destination.service(parcel.service.code) or parcel.service.code

    def _common(self) -> dict[str, str]:
        named = self._options.jurisdiction_id
        return {"jurisdiction_id": named} if named else {}

    def _url(self, path: str) -> str:
        return f"{self._destination.url}/{path}.{self._options.format}"

    async def read(self, path: str, params: Mapping[str, str] | None = None) -> list[Record]:
        """What the endpoint publishes under a path, such as `services`.

        Raises:
            DeliveryFailed, DeliveryRefused: see there.
        """
        url = self._url(path)
        options: dict[str, Any] = {"params": {**self._common(), **(params or {})}}
        answer = await self._means.http.call("GET", url, changes=False, **options)
        return self._read(answer.checked())

    async def _post(self, path: str, fields: Mapping[str, str], key: str, photos: Sequence[Any]) -> Answer:
        whole = {"api_key": self._api_key, **self._common(), **fields}
        headers = {"Idempotency-Key": key}
        data: Any = whole
        if photos and self._options.uploads:
            data = aiohttp.FormData(whole)
            for photo in photos:
                data.add_field("media", photo.read_bytes(), filename=photo.name, content_type="image/jpeg")
        return await self._means.http.call("POST", self._url(path), changes=True, data=data, headers=headers)

    def _read(self, answer: Answer) -> list[Record]:
        try:
            return read_records(answer.body, self._options.format == "xml")
        except ValueError as error:
            raise answer.garbled() from error


def open_open311(destination: Destination, means: Means) -> Open311:
    """An Open311 destination, with its key from the environment.

    Raises:
        TerritoryError, SettingsError: an option or the key is missing or wrong.
    """
    return Open311(destination, read_options(destination), means.settings.secret(destination.code, API_KEY), means)


def read_options(destination: Destination) -> Options:
    """The options of an Open311 destination.

    Raises:
        TerritoryError: one of them is unknown or wrong.
    """
    fields = destination.options.record("", "jurisdiction_id format updates uploads repeats attributes")
    form = fields["format"]
    return Options(
        jurisdiction_id=fields["jurisdiction_id"].optional_text(),
        format=form.choice(("xml", "json"), "le format") if form.given() else "xml",
        updates=fields["updates"].flag(default=False),
        uploads=fields["uploads"].flag(default=False),
        repeats=fields["repeats"].flag(default=False),
        attributes={ours: theirs.text() for ours, theirs in fields["attributes"].mapping().items()},
    )


def _is_same(record: Record, parcel: Parcel) -> bool:
    """Whether it bears our reference; a server that publishes no words is known by the exact position."""
    description = record.text("description")
    if description is not None:
        return parcel.key in description
    place = parcel.request.place
    return _close(record.degrees("lat"), place.latitude) and _close(record.degrees("long"), place.longitude)


def _close(theirs: float | None, ours: float | None) -> bool:
    return theirs is not None and ours is not None and abs(theirs - ours) < SAME_PLACE


def _is_mute(record: Record) -> bool:
    """Whether nothing in it tells whose request it is."""
    return record.text("description") is None and record.degrees("lat") is None


def _short(*texts: str) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:40]


def _since(mark: str | None, now: datetime) -> datetime:
    """Where to begin: a little before the last fetch, a day back at the first."""
    with suppress(ValueError, TypeError):
        return max(datetime.fromisoformat(str(mark)) - OVERLAP, now - LONGEST_SPAN + DAY)
    return now - DAY


def _written(moment: datetime) -> str:
    """In UTC, to the second: open311-adapter refuses fractions."""
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds")
