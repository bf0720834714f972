"""The town's departments, and how requests reach them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.territory.destinations import DESK, EMAIL, Destination
from bot.territory.reading import Entry

EMAIL_ADDRESS = r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+"  # in ASCII: few mail servers take others


@dataclass(frozen=True)
class Department:
    """`destination` is `desk`, `email`, or a code of destinations.yml."""

    code: str
    name: str
    destination: str
    email: str | None = None


def read_departments(root: Entry, destinations: Mapping[str, Destination]) -> dict[str, Department]:
    departments = root.record("departments")["departments"].mapping()
    return {code: _read_department(code, entry, destinations) for code, entry in departments.items()}


def _read_department(code: str, entry: Entry, destinations: Mapping[str, Destination]) -> Department:
    fields = entry.record("name destination", "email")
    destination = fields["destination"].choice((DESK, EMAIL, *destinations), "la destination")
    mails = destination == EMAIL or (destination in destinations and destinations[destination].fallback)
    return Department(code, fields["name"].text(), destination, _read_email(fields["email"], mails))


def _read_email(entry: Entry, mails: bool) -> str | None:
    if not mails:
        if entry.given():
            raise entry.error("une adresse électronique ne va qu’avec le courriel, comme destination ou en secours")
        return None
    if not entry.given():
        raise entry.error("une adresse électronique est nécessaire avec le courriel, comme destination ou en secours")
    return entry.matching(EMAIL_ADDRESS, "cette adresse électronique est incorrecte")
