"""Requests as a table, for a spreadsheet or open data: nothing in it comes from a resident's own words."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from bot.requests.lifecycle import STATUSES
from bot.requests.service_request import ServiceRequest
from bot.territory.territory import Territory

COLUMNS = (
    *("reference", "service_code", "service", "statut", "adresse", "latitude", "longitude"),
    *("service_charge", "canal", "voix", "recue_le", "attendue_le", "terminee_le"),
)


def write_csv(requests: Iterable[ServiceRequest], territory: Territory, out: TextIO) -> None:
    """Write one line for each request, under a header; times are the territory's, in ISO 8601."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_line(request, territory) for request in requests)


def _line(request: ServiceRequest, territory: Territory) -> tuple[object, ...]:
    service, place = territory.services.get(request.service_code), request.place
    moments = (request.requested_at, request.expected_at, request.closed_at)
    return (
        *(request.reference, request.service_code, service.name if service else "", STATUSES[request.status].words),
        *(place.address, place.latitude, place.longitude, request.agency, request.channel, request.voices),
        *(moment and moment.astimezone(territory.timezone).isoformat(timespec="seconds") for moment in moments),
    )
