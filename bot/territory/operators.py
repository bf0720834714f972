"""Who mends what beside the town: networks, transport, the département, landlords."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import phonenumbers

from bot.territory.departments import EMAIL_ADDRESS
from bot.territory.reading import Entry, read_yaml
from bot.territory.topics import Link, read_link
from bot.territory.week import WeekHours, read_week

if TYPE_CHECKING:
    from bot.territory.territory import Territory

KINDS = (
    *("electricite", "eclairage", "gaz", "eau", "dechets", "telecoms", "transport"),
    *("departement", "metropole", "bailleur", "autre"),
)
DAY_AND_NIGHT = "jour et nuit"


@dataclass(frozen=True)
class PhoneNumber:
    """`hours` are those when somebody answers; None is day and night."""

    number: str
    use: str
    hours: WeekHours | None = None


@dataclass(frozen=True)
class Operator:
    """Without districts and streets it works in the whole territory; with some, in those only."""

    code: str
    name: str
    kind: str  # one of KINDS
    does: str  # what it looks after, the end of « Enedis s’occupe… »
    services: frozenset[str] = frozenset()  # the kinds of report that it mends
    districts: frozenset[str] = frozenset()
    streets: tuple[str, ...] = ()
    numbers: tuple[PhoneNumber, ...] = ()
    email: str | None = None
    links: tuple[Link, ...] = ()
    keywords: tuple[str, ...] = ()
    called: str | None = None  # "le bailleur", as a sentence names it

    def works_at(self, district: str | None, street: str | None) -> bool:
        if not self.districts and not self.streets:
            return True
        return district in self.districts or self.looks_after(street)

    def looks_after(self, street: str | None) -> bool:
        """Whether this street is one of those that it has."""
        return _plain(street or "") in map(_plain, self.streets)


def operators_for(
    territory: Territory, service_code: str, district: str | None = None, street: str | None = None
) -> tuple[Operator, ...]:
    """Those that mend this kind of report at that place, the one of the smallest area first."""
    found = [
        operator
        for operator in territory.operators.values()
        if service_code in operator.services and operator.works_at(district, street)
    ]
    return tuple(sorted(found, key=lambda operator: (not operator.streets, not operator.districts)))


def operator_of(territory: Territory, agency: str | None) -> Operator | None:
    """The operator that bears the name of whom a request is entrusted to; None when that is a department."""
    return next((operator for operator in territory.operators.values() if operator.name == agency), None)


def is_answered(territory: Territory, number: PhoneNumber, at: datetime) -> bool:
    """Whether somebody answers at that moment; nobody does on a public holiday, unless it is day and night."""
    if number.hours is None:
        return True
    local = at.astimezone(territory.timezone)
    if territory.holidays.name_of(local.date()):
        return False
    return any(span.start <= local.time() < span.end for span in number.hours.get(local.weekday(), ()))


def _plain(street: str) -> str:
    return street.casefold().replace("’", "'")


def read_operators(path: Path, services: Collection[str], districts: Collection[str]) -> dict[str, Operator]:
    """The operators of a file; none when the territory has no such file."""
    if not path.exists():
        return {}
    operators = read_yaml(path).record("operators")["operators"].mapping()
    return {code: _read_operator(code, entry, services, districts) for code, entry in operators.items()}


def _read_operator(code: str, entry: Entry, services: Collection[str], districts: Collection[str]) -> Operator:
    fields = entry.record("name kind does", "called services districts streets numbers email links keywords")
    email = fields["email"]
    return Operator(
        code=code,
        name=fields["name"].text(),
        kind=fields["kind"].choice(KINDS, "le genre d’exploitant"),
        does=fields["does"].text(),
        services=frozenset(item.choice(services, "le type de demande") for item in fields["services"].items()),
        districts=frozenset(item.choice(districts, "le quartier") for item in fields["districts"].items()),
        streets=fields["streets"].texts(),
        numbers=tuple(_read_number(item) for item in fields["numbers"].items()),
        email=email.matching(EMAIL_ADDRESS, "cette adresse électronique est incorrecte") if email.given() else None,
        links=tuple(read_link(item) for item in fields["links"].items()),
        keywords=fields["keywords"].texts(),
        called=fields["called"].optional_text(),
    )


def _read_number(entry: Entry) -> PhoneNumber:
    fields = entry.record("number use hours")
    hours = fields["hours"]
    always = hours.value == DAY_AND_NIGHT
    return PhoneNumber(_read_phone(fields["number"]), fields["use"].text(), None if always else read_week(hours))


def _read_phone(entry: Entry) -> str:
    """A French number as it is written, short ones included."""
    text = entry.text()
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        raise entry.error("ce numéro de téléphone est illisible") from None
    if not phonenumbers.is_valid_number(number) and not phonenumbers.is_possible_short_number(number):
        raise entry.error("ce numéro de téléphone n’existe pas en France")
    return text
