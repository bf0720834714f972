"""What every back office is to the dispatcher: somewhere a request is handed over, once.

A try ends in one of four ways, and the dispatcher acts on nothing else: it worked, or it raised
`DeliveryFailed` (certainly not taken), `DeliveryUncertain` (perhaps taken) or `DeliveryRefused`
(never will be). An adapter that cannot tell raises `DeliveryUncertain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.errors import ParvisError
from bot.requests.service_request import ServiceRequest
from bot.territory.catalogue import Service
from bot.territory.departments import Department


class DeliveryError(ParvisError):
    """A try that did not succeed. The sentence is for agents: it holds no personal data."""

    code = "envoi"


class DeliveryFailed(DeliveryError):
    """The destination certainly did not take it; it is tried again, not before `retry_after`."""

    code = "envoi_echoue"

    def __init__(self, sentence: str, retry_after: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class DeliveryUncertain(DeliveryError):
    """The destination may have taken it (cut or time-out after sending, garbled answer): look it up first."""

    code = "envoi_incertain"


class DeliveryRefused(DeliveryError):
    """The destination will never take it as it is: an agent must see to it."""

    code = "envoi_refuse"


@dataclass(frozen=True)
class Parcel:
    """A request on its way to a department. `key` is the same at each try: our reference.

    `external_id` is the destination's own number, once known; `token` what it gave in place of one.
    `photos` are files, `page` is the request's page on the desk. `instead_of` is the destination that did
    not take it, when it comes by e-mail in its place.
    """

    request: ServiceRequest
    service: Service
    department: Department
    page: str
    photos: tuple[Path, ...] = ()
    external_id: str | None = None
    token: str | None = None
    instead_of: str | None = None

    @property
    def key(self) -> str:
        return self.request.reference


@dataclass(frozen=True)
class Comment:
    """A word added to a request that was sent. `key` (`REFERENCE.NUMBER`) is the same at each try."""

    key: str
    author: str
    text: str
    at: datetime
    photos: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What the destination answered: its number, or a token in place of it while it has none yet."""

    external_id: str | None = None
    token: str | None = None


@dataclass(frozen=True)
class Sent:
    """A request that the destination has, whose progress is wanted; `status` is ours."""

    reference: str
    external_id: str
    status: str


@dataclass(frozen=True)
class Update:
    """News of a request. `key` names it among all the updates of its destination, for ever.

    `status` is one of our states (`bot.requests.lifecycle`), None when only something was said. The text
    is for residents, unless it is `internal`. `returned` is the key of what the destination took and did not
    get after all.
    """

    key: str
    reference: str
    at: datetime
    text: str = ""
    status: str | None = None
    internal: bool = False
    returned: str | None = None


@dataclass(frozen=True)
class Fetched:
    """Updates, the oldest first, and a mark that the next fetch is given back."""

    updates: Sequence[Update] = field(default_factory=tuple)
    mark: str | None = None


class BackOffice(Protocol):
    """One destination. Every method may raise the three failures above."""

    async def send(self, parcel: Parcel) -> Receipt:
        """Hand the request over, under its key."""
        ...

    async def look_up(self, parcel: Parcel) -> Receipt | None:
        """What became of an earlier try: by the parcel's token when it has one, else by its key.

        None means that sending it now makes no second one: it is not there, or the destination
        knows a repeated key. A destination where this cannot be known raises DeliveryRefused.
        """
        ...

    async def add_comment(self, parcel: Parcel, comment: Comment) -> None:
        """Add a word to the request that the parcel's `external_id` names."""
        ...

    async def has_comment(self, parcel: Parcel, comment: Comment) -> bool:
        """Whether an earlier try of the comment arrived; False too when a repeated key does no harm."""
        ...

    async def fetch_updates(self, sent: Sequence[Sent], mark: str | None) -> Fetched:
        """News of the requests sent, since the mark of the last fetch. Giving some again is harmless."""
        ...
