"""What every back office is to the dispatcher: somewhere a request is sent, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.errors import ParvisError
from bot.requests.service_request import ServiceRequest
from bot.territory.catalogue import Service
from bot.territory.departments import Department


class DeliveryFailed(ParvisError):
    """The destination did not take the request; it will be tried again."""

    code = "envoi_echoue"


@dataclass(frozen=True)
class Parcel:
    """A request on its way to a department. Its reference is the key that never changes."""

    request: ServiceRequest
    service: Service
    department: Department


class BackOffice(Protocol):
    """One kind of destination."""

    async def send(self, parcel: Parcel) -> str | None:
        """Hand the request over; return the destination's own number for it, if it gives one.

        Raises:
            DeliveryFailed: it was not taken.
        """
        ...
