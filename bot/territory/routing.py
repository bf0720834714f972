"""Who mends what, where and when: ordered rules, of which the first that matches decides.

The last rule has no condition, which is checked at loading: somebody is always in charge.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.territory.departments import Department
from bot.territory.operators import Operator, operators_for
from bot.territory.position import Position, contains
from bot.territory.reading import Entry

if TYPE_CHECKING:
    from bot.territory.territory import District, Territory

SERVICE_DEFAULT = "service_default"
LABEL = re.compile(r"(?:\d+ ?(?:bis|ter|quater|[a-z])? )?(?P<street>[^,]+)(?:, (?:\d{5} )?(?P<commune>[^,]+))?", re.I)


@dataclass(frozen=True)
class Spot:
    """What rules know of a place."""

    district: str | None = None
    street: str | None = None
    commune: str | None = None


@dataclass(frozen=True)
class Rule:
    """A condition that is empty always holds. `road_of` is an operator, on whose streets the rule holds."""

    to: str  # a department's code, an operator's, or SERVICE_DEFAULT
    services: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    road_of: str | None = None
    hours: str | None = None  # open | closed, of the office where agents answer

    def matches(self, service: str, spot: Spot, hours: str, operators: Mapping[str, Operator]) -> bool:
        return (
            (not self.services or service in self.services)
            and (not self.communes or spot.commune in self.communes)
            and (not self.districts or spot.district in self.districts)
            and (self.road_of is None or operators[self.road_of].looks_after(spot.street))
            and self.hours in (None, hours)
        )

    def is_unconditional(self) -> bool:
        return self == Rule(self.to)


@dataclass(frozen=True)
class Route:
    """Who is in charge. What an operator mends is followed by the department that knows such things."""

    department: Department
    operator: Operator | None = None

    @property
    def name(self) -> str:
        """Who mends it, as the resident is told."""
        return self.operator.name if self.operator else self.department.name


@dataclass(frozen=True)
class Known:
    """The codes that rules may name; `communes` gives the name of each, by its name and by its code of the INSEE."""

    services: Collection[str]
    communes: Mapping[str, str]
    districts: Collection[str]
    departments: Collection[str]
    operators: Collection[str]


def read_rules(root: Entry, known: Known) -> tuple[Rule, ...]:
    entry = root.record("rules")["rules"]
    items = entry.items()
    rules = tuple(_read_rule(item, known) for item in items)
    if not rules or not rules[-1].is_unconditional():
        last = items[-1] if items else entry
        raise last.error("la dernière règle ne porte aucune condition, seulement «\u00a0to\u00a0»")
    return rules


def _read_rule(entry: Entry, known: Known) -> Rule:
    fields = entry.record("to", "services communes districts road_of hours")
    hours, road = fields["hours"], fields["road_of"]
    receivers = [*known.departments, *known.operators, SERVICE_DEFAULT]
    return Rule(
        to=fields["to"].choice(receivers, "le service municipal ou l’exploitant"),
        services=_read_codes(fields["services"], known.services, "le type de demande"),
        communes=frozenset(
            known.communes[one] for one in _read_codes(fields["communes"], known.communes, "la commune")
        ),
        districts=_read_codes(fields["districts"], known.districts, "le quartier"),
        road_of=road.choice(known.operators, "l’exploitant") if road.given() else None,
        hours=hours.choice(("open", "closed"), "la plage horaire") if hours.given() else None,
    )


def _read_codes(entry: Entry, known: Collection[str], what: str) -> frozenset[str]:
    codes = frozenset(item.choice(known, what) for item in entry.items())
    if entry.given() and not codes:
        raise entry.error("cette liste est vide, retirez la condition ou complétez-la")
    return codes


def route(territory: Territory, service_code: str, spot: Spot, at: datetime) -> Route:
    """Who is in charge of a report made at that moment; the first rule that matches decides.

    By default the operator that mends such things there, when there is one.
    """
    hours = "open" if territory.offices[territory.agents_office].is_open(at) else "closed"
    rule = next(rule for rule in territory.rules if rule.matches(service_code, spot, hours, territory.operators))
    usual = territory.departments[territory.services[service_code].department]
    if rule.to in territory.departments:
        return Route(territory.departments[rule.to])
    if rule.to in territory.operators:
        return Route(usual, territory.operators[rule.to])
    return Route(usual, next(iter(operators_for(territory, service_code, spot.district, spot.street)), None))


def spot_of(territory: Territory, address: str | None, position: Position | None) -> Spot:
    """What the rules may know of an address's label, such as « 12 rue Pasteur, 96380 Belrive », and a position."""
    district = district_of(territory, position) if position else None
    label = LABEL.fullmatch(address or "")
    street, commune = (label["street"], label["commune"]) if label else (None, None)
    return Spot(district.code if district else None, street, commune)


def is_on_call(territory: Territory, service_code: str) -> bool:
    """Whether somebody is on call for this kind of report while the agents' office is closed."""
    return any(rule.hours == "closed" and service_code in rule.services for rule in territory.rules)


def district_of(territory: Territory, position: Position) -> District | None:
    districts = territory.districts.values()
    return next((district for district in districts if contains(district.bounds, position)), None)


def is_inside(territory: Territory, position: Position) -> bool:
    """Whether the point is in the commune; everywhere is, for a territory without bounds."""
    return not territory.bounds or contains(territory.bounds, position)
