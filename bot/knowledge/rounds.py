"""The rounds of waste collection, moved by public holidays and by the commune's exceptions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.territory.collection import Recurrence, Stream
from bot.territory.public_holidays import PublicHolidays
from bot.territory.territory import Territory

FARTHEST_MOVE = timedelta(days=31)  # no exception moves a round farther
HORIZON = timedelta(days=60)  # a round later than that is another season's
SUNDAY = 6


@dataclass(frozen=True)
class Round:
    """A collection on `date`; `usual` is another day when a holiday or an exception moved it."""

    date: datetime.date
    stream: Stream
    usual: datetime.date
    reason: str | None = None

    @property
    def put_out_on(self) -> datetime.date:
        return self.date if self.stream.same_day else self.date - timedelta(days=1)


def next_rounds(territory: Territory, district: str, on: datetime.date) -> tuple[Round, ...]:
    """The next round of each stream, that day's included, in the order of their dates."""
    first: dict[str, Round] = {}
    for item in rounds_between(territory, district, on, on + HORIZON):
        first.setdefault(item.stream.code, item)
    return tuple(first.values())


def rounds_between(territory: Territory, district: str, start: datetime.date, end: datetime.date) -> tuple[Round, ...]:
    """All rounds between two days, both included."""
    first, last = start - FARTHEST_MOVE, end + FARTHEST_MOVE
    usual_days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    found = {
        (item.date, item.stream.name): item
        for usual in usual_days
        for item in _rounds_of(territory, district, usual)
        if start <= item.date <= end
    }
    return tuple(found[key] for key in sorted(found))


def moved_from(territory: Territory, district: str, usual: datetime.date) -> tuple[Round, ...]:
    """The rounds that should have taken place on that day, and that take place on another one."""
    return tuple(item for item in _rounds_of(territory, district, usual) if item.date != usual)


def _rounds_of(territory: Territory, district: str, usual: datetime.date) -> Iterator[Round]:
    """The rounds that the calendar puts on that day, each on the day when it takes place."""
    for code, recurrences in territory.collection.calendar.get(district, {}).items():
        if _is_collected(territory.collection.streams[code], recurrences, usual):
            item = _moved(territory, district, code, usual)
            if item is not None:
                yield item


def _is_collected(stream: Stream, recurrences: tuple[Recurrence, ...], day: datetime.date) -> bool:
    in_season = not stream.months or day.month in stream.months
    return in_season and any(recurrence.falls_on(day) for recurrence in recurrences)


def _moved(territory: Territory, district: str, stream: str, usual: datetime.date) -> Round | None:
    """The round of a usual day, on the day when it takes place; None when it is cancelled."""
    collection = territory.collection
    for exception in collection.exceptions:
        if exception.date == usual and exception.concerns(district, stream):
            moved_to = exception.moved_to
            return Round(moved_to, collection.streams[stream], usual, exception.reason) if moved_to else None
    holiday = territory.holidays.name_of(usual)
    if holiday is None or collection.on_holidays == "unchanged":
        return Round(usual, collection.streams[stream], usual)
    if collection.on_holidays == "cancelled":
        return None
    return Round(_next_collected(usual, territory.holidays), collection.streams[stream], usual, holiday)


def _next_collected(day: datetime.date, holidays: PublicHolidays) -> datetime.date:
    """The first following day that is neither a Sunday nor a public holiday."""
    day += timedelta(days=1)
    while day.weekday() == SUNDAY or holidays.name_of(day):
        day += timedelta(days=1)
    return day
