"""The collection of household waste: what is collected, where and when."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection as Codes
from dataclasses import dataclass, field

from bot.territory.reading import Entry
from bot.territory.week import WEEKDAYS

ON_HOLIDAYS = ("next_day", "unchanged", "cancelled")
RECURRENCE = re.compile(
    rf"(?:(?P<rank>[1-5])(?:er|e) )?(?P<day>{'|'.join(WEEKDAYS)})(?P<month> du mois)?"
    r"(?: semaines (?P<weeks>im)?paires)?"
)


@dataclass(frozen=True)
class Recurrence:
    """A day of the week: each week, in even or odd ISO weeks only, or the nth of its month."""

    weekday: int
    week_parity: int | None = None
    rank: int | None = None

    def falls_on(self, day: datetime.date) -> bool:
        return (
            day.weekday() == self.weekday
            and self.week_parity in (None, day.isocalendar()[1] % 2)
            and self.rank in (None, (day.day - 1) // 7 + 1)
        )


@dataclass(frozen=True)
class Stream:
    code: str
    name: str
    bin: str
    put_out: str
    same_day: bool = False  # put out on the day of the round, instead of the evening before
    months: frozenset[int] = frozenset()  # months with rounds, all of them when empty
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class CollectionException:
    """The rounds of a date move to another one, or are cancelled; no district or stream named: all."""

    date: datetime.date
    moved_to: datetime.date | None
    reason: str | None = None
    districts: frozenset[str] = frozenset()
    streams: frozenset[str] = frozenset()

    def concerns(self, district: str, stream: str) -> bool:
        return (not self.districts or district in self.districts) and (not self.streams or stream in self.streams)


@dataclass(frozen=True)
class Collection:
    streams: dict[str, Stream]
    calendar: dict[str, dict[str, tuple[Recurrence, ...]]]  # district, then stream
    on_holidays: str = "next_day"
    exceptions: tuple[CollectionException, ...] = ()
    streets: dict[str, str] = field(default_factory=dict)  # streets collected with another district than their own

    def district_of_street(self, street: str | None) -> str | None:
        """The district that a street is collected with, when it is not its own."""
        return self.streets.get(_plain(street)) if street else None


def read_collection(root: Entry, districts: Codes[str]) -> Collection:
    fields = root.record("streams calendar", "public_holidays exceptions streets")
    streams = {code: _read_stream(code, entry) for code, entry in fields["streams"].mapping().items()}
    on_holidays = fields["public_holidays"]
    return Collection(
        streams=streams,
        calendar=_read_calendar(fields["calendar"], districts, streams),
        on_holidays=on_holidays.choice(ON_HOLIDAYS) if on_holidays.given() else "next_day",
        exceptions=tuple(_read_exception(item, districts, streams) for item in fields["exceptions"].items()),
        streets={
            _plain(street): entry.choice(districts, "le quartier")
            for street, entry in fields["streets"].mapping().items()
        },
    )


def _plain(street: str) -> str:
    return street.casefold().replace("’", "'")


def _read_stream(code: str, entry: Entry) -> Stream:
    fields = entry.record("name bin put_out", "put_out_day months keywords")
    day = fields["put_out_day"]
    return Stream(
        code=code,
        name=fields["name"].text(),
        bin=fields["bin"].text(),
        put_out=fields["put_out"].text(),
        same_day=day.given() and day.choice(("eve", "same_day")) == "same_day",
        months=frozenset(_read_month(item) for item in fields["months"].items()),
        keywords=fields["keywords"].texts(),
    )


def _read_month(entry: Entry) -> int:
    if entry.number() not in range(1, 13):
        raise entry.error("un mois va de 1 à 12")
    return int(entry.number())


def _read_calendar(
    entry: Entry, districts: Codes[str], streams: Codes[str]
) -> dict[str, dict[str, tuple[Recurrence, ...]]]:
    calendar = {}
    for district, rounds in entry.mapping().items():
        _check_key(rounds, district, districts, "le quartier")
        calendar[district] = _read_rounds(rounds, streams)
    return calendar


def _read_rounds(entry: Entry, streams: Codes[str]) -> dict[str, tuple[Recurrence, ...]]:
    rounds = {}
    for stream, days in entry.mapping().items():
        _check_key(days, stream, streams, "la collecte")
        rounds[stream] = tuple(_read_recurrence(item) for item in days.items())
    return rounds


def _check_key(entry: Entry, key: str, known: Codes[str], what: str) -> None:
    Entry(entry.file, entry.line, entry.field, key).choice(known, what)


def _read_recurrence(entry: Entry) -> Recurrence:
    match = RECURRENCE.fullmatch(entry.text())
    if match is None or (match["rank"] is None) != (match["month"] is None):
        raise entry.error(
            "un jour de collecte s’écrit «\u00a0lundi\u00a0», «\u00a0lundi semaines paires\u00a0» "
            "ou «\u00a01er lundi du mois\u00a0»"
        )
    weekly = not entry.text().endswith("paires")
    parity = None if weekly else int(match["weeks"] is not None)
    return Recurrence(WEEKDAYS.index(match["day"]), parity, int(match["rank"]) if match["rank"] else None)


def _read_exception(entry: Entry, districts: Codes[str], streams: Codes[str]) -> CollectionException:
    fields = entry.record("date", "moved_to reason districts streams")
    moved_to = fields["moved_to"]
    return CollectionException(
        date=fields["date"].day(),
        moved_to=moved_to.day() if moved_to.given() else None,
        reason=fields["reason"].optional_text(),
        districts=frozenset(item.choice(districts, "le quartier") for item in fields["districts"].items()),
        streams=frozenset(item.choice(streams, "la collecte") for item in fields["streams"].items()),
    )
