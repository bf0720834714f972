"""Who mends what, where and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.territory.departments import Department
from bot.territory.position import Position, contains
from bot.territory.reading import Entry

if TYPE_CHECKING:
    from bot.territory.territory import District, Territory

SERVICE_DEFAULT = "service_default"


@dataclass(frozen=True)
class Rule:
    """A condition that is empty always holds."""

    to: str  # a department's code, or SERVICE_DEFAULT
    services: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    hours: str | None = None  # open | closed, of the office where agents answer

    def matches(self, service: str, district: str | None, hours: str) -> bool:
        return (
            (not self.services or service in self.services)
            and (not self.districts or district in self.districts)
            and self.hours in (None, hours)
        )

    def is_unconditional(self) -> bool:
        return not self.services and not self.districts and self.hours is None


def read_rules(
    root: Entry, services: Collection[str], districts: Collection[str], departments: Collection[str]
) -> tuple[Rule, ...]:
    entry = root.record("rules")["rules"]
    items = entry.items()
    rules = tuple(_read_rule(item, services, districts, departments) for item in items)
    if not rules or not rules[-1].is_unconditional():
        last = items[-1] if items else entry
        raise last.error("la dernière règle ne porte aucune condition, seulement «\u00a0to\u00a0»")
    return rules


def _read_rule(
    entry: Entry, services: Collection[str], districts: Collection[str], departments: Collection[str]
) -> Rule:
    fields = entry.record("to", "services districts hours")
    hours = fields["hours"]
    return Rule(
        to=fields["to"].choice([*departments, SERVICE_DEFAULT], "le service municipal"),
        services=_read_codes(fields["services"], services, "le type de demande"),
        districts=_read_codes(fields["districts"], districts, "le quartier"),
        hours=hours.choice(("open", "closed"), "la plage horaire") if hours.given() else None,
    )


def _read_codes(entry: Entry, known: Collection[str], what: str) -> frozenset[str]:
    codes = frozenset(item.choice(known, what) for item in entry.items())
    if entry.given() and not codes:
        raise entry.error("cette liste est vide, retirez la condition ou complétez-la")
    return codes


def route(territory: Territory, service_code: str, district: str | None, at: datetime) -> Department:
    """The department in charge of a report made at that moment; the first rule that matches decides."""
    hours = "open" if territory.offices[territory.agents_office].is_open(at) else "closed"
    rule = next(rule for rule in territory.rules if rule.matches(service_code, district, hours))
    to = territory.services[service_code].department if rule.to == SERVICE_DEFAULT else rule.to
    return territory.departments[to]


def is_on_call(territory: Territory, service_code: str) -> bool:
    """Whether somebody is on call for this kind of report while the agents' office is closed."""
    return any(rule.hours == "closed" and service_code in rule.services for rule in territory.rules)


def district_of(territory: Territory, position: Position) -> District | None:
    districts = territory.districts.values()
    return next((district for district in districts if contains(district.bounds, position)), None)


def is_inside(territory: Territory, position: Position) -> bool:
    """Whether the point is in the commune; everywhere is, for a territory without bounds."""
    return not territory.bounds or contains(territory.bounds, position)
