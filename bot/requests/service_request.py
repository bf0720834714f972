"""A service request: what was reported, where, and what has become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.territory.position import Position


@dataclass(frozen=True)
class Place:
    """Where something is: a located address or landmark, a bare position, or only words.

    `address` is the label of a found address; `note` is what the resident wrote of the place.
    `inside` tells whether the position lies in the commune, None when there is no position.
    """

    address: str | None = None
    note: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    inside: bool | None = None

    @property
    def position(self) -> Position | None:
        """Where it is on the map, when that is known."""
        if self.latitude is None or self.longitude is None:
            return None
        return Position(self.latitude, self.longitude)

    def words(self) -> str:
        """The place as one says it to the resident who told it, and to those who mend."""
        if self.address and self.note:
            return f"{self.address} ({self.note})"
        return self.words_for_all()

    def words_for_all(self) -> str:
        """The place without the words beside the address, which are the author's own (« chez Léa »)."""
        return self.address or self.note or ""


@dataclass(frozen=True)
class NewRequest:
    """What the dialogue gathered, before it is recorded."""

    service_code: str
    description: str
    place: Place
    conversation_id: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    media: tuple[str, ...] = ()
    contact: Mapping[str, str | None] | None = None


@dataclass(frozen=True)
class HistoryEntry:
    """One line of a request's history, never changed afterwards."""

    at: datetime
    kind: str
    by: str
    text: str


@dataclass(frozen=True)
class DeliveryState:
    """How far the request got on its way to one destination."""

    destination: str
    state: str
    attempts: int
    external_id: str | None


@dataclass(frozen=True)
class RequestHead:
    """A recorded request by itself: what costs the same to read however many people follow it."""

    reference: str
    status: str
    service_code: str
    description: str
    place: Place
    attributes: Mapping[str, str]
    media: tuple[str, ...]
    channel: str
    contact: Mapping[str, str | None] | None
    duplicate_of: str | None
    requested_at: datetime
    updated_at: datetime
    expected_at: datetime | None
    closed_at: datetime | None
    agency: str


@dataclass(frozen=True)
class ServiceRequest(RequestHead):
    """A recorded request with its history, deliveries and number of voices."""

    voices: int
    deliveries: tuple[DeliveryState, ...]
    history: tuple[HistoryEntry, ...]


def as_json(request: ServiceRequest, zone: ZoneInfo) -> dict[str, Any]:
    """The request in the public shape of `parvis requests show --json`; times in `zone`."""

    def written(moment: datetime | None) -> str | None:
        return None if moment is None else moment.astimezone(zone).isoformat(timespec="seconds")

    contact = request.contact
    return {
        "reference": request.reference,
        "status": request.status,
        "service_code": request.service_code,
        "description": request.description,
        "address": request.place.address,
        "place_note": request.place.note,
        "latitude": request.place.latitude,
        "longitude": request.place.longitude,
        "inside": request.place.inside,
        "attributes": dict(request.attributes),
        "media": list(request.media),
        "channel": request.channel,
        "contact": contact and {"email": contact.get("email"), "phone": contact.get("phone")},
        "duplicate_of": request.duplicate_of,
        "voices": request.voices,
        "requested_at": written(request.requested_at),
        "updated_at": written(request.updated_at),
        "expected_at": written(request.expected_at),
        "agency": request.agency,
        "deliveries": [vars(delivery) for delivery in request.deliveries],
        "history": [{**vars(entry), "at": written(entry.at)} for entry in request.history],
    }
