"""A commune, described by the files of one folder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.territory.agenda import Agenda, read_agenda
from bot.territory.annuaire import read_annuaire
from bot.territory.catalogue import Group, Service, read_catalogue
from bot.territory.collection import Collection as WasteCollection
from bot.territory.collection import read_collection
from bot.territory.colours import Colours, read_colours
from bot.territory.departments import Department, read_departments
from bot.territory.destinations import Destination, read_destinations
from bot.territory.offices import Office, read_offices
from bot.territory.operators import Operator, read_operators
from bot.territory.position import Area, Position, read_area, read_position
from bot.territory.public_holidays import PublicHolidays, read_public_holidays
from bot.territory.reading import Entry, read_yaml
from bot.territory.routing import Known, Rule, read_rules
from bot.territory.topics import Topic, read_topics

CITYCODE = r"(?:\d{2}|2[AB])\d{3}"
WORKING_DAYS = range(5)


@dataclass(frozen=True)
class District:
    code: str
    name: str
    bounds: Area


@dataclass(frozen=True)
class Neighbour:
    name: str
    citycode: str


@dataclass(frozen=True)
class TownHall:
    name: str
    address: str
    office: str


@dataclass(frozen=True)
class Commune:
    """What territory.yml says."""

    name: str
    citycode: str
    postcode: str
    department: str
    timezone: ZoneInfo
    holidays: PublicHolidays
    centre: Position
    colours: Colours
    town_hall: TownHall
    agents_office: str
    website_origins: tuple[str, ...]
    bounds: Area
    districts: dict[str, District]
    neighbours: tuple[Neighbour, ...]

    def said_here(self, words: str) -> str:
        """An address as one says it in the town itself, without postcode and commune."""
        return words.replace(f", {self.postcode} {self.name}", "")


@dataclass(frozen=True)
class Territory(Commune):
    """What all the files of the folder say."""

    folder: Path
    destinations: dict[str, Destination]
    departments: dict[str, Department]
    groups: dict[str, Group]
    services: dict[str, Service]
    rules: tuple[Rule, ...]
    offices: dict[str, Office]
    operators: dict[str, Operator]
    collection: WasteCollection
    agenda: Agenda
    topics: dict[str, Topic]

    def office_of(self, pivot: str) -> Office | None:
        """The office that is of this kind in the State's directory (« mairie »); None when the town has none."""
        return next((office for office in self.offices.values() if pivot in office.pivots), None)


def load_territory(folder: Path) -> Territory:
    """The commune of a folder; a TerritoryError names the file, the line and the field that are wrong."""
    root = read_yaml(folder / "territory.yml")
    commune = read_commune(root)
    directory = read_annuaire(folder / "annuaire.json", commune.timezone, commune.holidays)
    offices = read_offices(read_yaml(folder / "hours.yml"), commune.timezone, commune.holidays, directory)
    _check_offices(root.mapping(), commune, offices)
    catalogue = read_yaml(folder / "services.yml")
    destinations = read_destinations(folder, catalogue.record("groups services")["services"].mapping())
    departments = read_departments(read_yaml(folder / "departments.yml"), destinations)
    groups, services = read_catalogue(catalogue, departments)
    operators = read_operators(folder / "operators.yml", services, commune.districts)
    here: tuple[Commune | Neighbour, ...] = (commune, *commune.neighbours)
    communes = {code: one.name for one in here for code in (one.name, one.citycode)}
    known = Known(services, communes, commune.districts, departments, operators)
    return Territory(
        **vars(commune),
        folder=folder,
        destinations=destinations,
        departments=departments,
        groups=groups,
        services=services,
        rules=read_rules(read_yaml(folder / "routing.yml"), known),
        offices=offices,
        operators=operators,
        collection=read_collection(read_yaml(folder / "collection.yml"), commune.districts),
        agenda=read_agenda(read_yaml(folder / "agenda.yml"), commune.timezone),
        topics=read_topics(folder / "topics", offices),
    )


def read_commune(root: Entry) -> Commune:
    fields = root.record(
        "name citycode postcode department timezone holidays centre colours town_hall agents_office",
        "website_origins bounds districts neighbours",
    )
    return Commune(
        name=fields["name"].text(),
        citycode=_read_citycode(fields["citycode"]),
        postcode=fields["postcode"].matching(r"\d{5}", "un code postal s’écrit en cinq chiffres"),
        department=fields["department"].text(),
        timezone=_read_timezone(fields["timezone"]),
        holidays=read_public_holidays(fields["holidays"]),
        centre=read_position(fields["centre"]),
        colours=read_colours(fields["colours"]),
        town_hall=_read_town_hall(fields["town_hall"]),
        agents_office=fields["agents_office"].text(),
        website_origins=tuple(_read_origin(item) for item in fields["website_origins"].items()),
        bounds=read_area(fields["bounds"]),
        districts=_read_districts(fields["districts"]),
        neighbours=tuple(_read_neighbour(item) for item in fields["neighbours"].items()),
    )


def _read_citycode(entry: Entry) -> str:
    return entry.matching(CITYCODE, "un code commune de l’INSEE s’écrit en cinq caractères, comme 96138")


def _read_timezone(entry: Entry) -> ZoneInfo:
    try:
        return ZoneInfo(entry.text())
    except (ZoneInfoNotFoundError, ValueError):
        raise entry.error("ce fuseau horaire est inconnu, par exemple Europe/Paris") from None


def _read_town_hall(entry: Entry) -> TownHall:
    fields = entry.record("name address office")
    return TownHall(fields["name"].text(), fields["address"].text(), fields["office"].text())


def _read_origin(entry: Entry) -> str:
    sentence = "une origine s’écrit https://www.ville.example, sans chemin ni barre à la fin"
    return entry.matching(r"https?://[A-Za-z0-9.-]+(?::\d+)?", sentence)


def _read_districts(entry: Entry) -> dict[str, District]:
    districts: dict[str, District] = {}
    for item in entry.items():
        fields = item.record("code name bounds")
        code = fields["code"].code()
        if code in districts:
            raise fields["code"].error(f"le code de quartier «\u00a0{code}\u00a0» est déjà pris")
        districts[code] = District(code, fields["name"].text(), read_area(fields["bounds"]))
    return districts


def _read_neighbour(entry: Entry) -> Neighbour:
    fields = entry.record("name citycode")
    return Neighbour(fields["name"].text(), _read_citycode(fields["citycode"]))


def _check_offices(fields: dict[str, Entry], commune: Commune, offices: dict[str, Office]) -> None:
    """The offices that territory.yml names exist, and agents work on at least one weekday."""
    _check_office(fields["town_hall"].mapping()["office"], offices)
    _check_office(fields["agents_office"], offices)
    agents = offices[commune.agents_office]
    weeks = [agents.hours, *(season.hours for season in agents.seasons)]
    if not all(any(day in week for day in WORKING_DAYS) for week in weeks):
        raise fields["agents_office"].error("ce lieu n’ouvre aucun jour du lundi au vendredi")


def _check_office(entry: Entry, offices: Collection[str]) -> None:
    entry.choice(offices, "le lieu")
