"""The town's markets and events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.territory.reading import Entry
from bot.territory.week import Span, read_span, read_weekday


@dataclass(frozen=True)
class Market:
    name: str
    place: str
    days: tuple[int, ...]  # 0 is Monday
    hours: Span
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """`all_day` when the agenda gives days without hours; `end` is then the end of the last day."""

    title: str
    place: str
    start: datetime
    end: datetime
    description: str
    link: str | None = None
    all_day: bool = False


@dataclass(frozen=True)
class Agenda:
    markets: tuple[Market, ...] = ()
    events: tuple[Event, ...] = ()  # in the order of their start


def read_agenda(root: Entry, timezone: ZoneInfo) -> Agenda:
    fields = root.record("markets", "events")
    events = [_read_event(item, timezone) for item in fields["events"].items()]
    markets = tuple(_read_market(item) for item in fields["markets"].items())
    return Agenda(markets, tuple(sorted(events, key=lambda event: event.start)))


def _read_market(entry: Entry) -> Market:
    fields = entry.record("name place days hours", "notes")
    if not fields["days"].items():
        raise fields["days"].error("un marché a au moins un jour")
    notes = fields["notes"]
    return Market(
        name=fields["name"].text(),
        place=fields["place"].text(),
        days=tuple(sorted(read_weekday(item) for item in fields["days"].items())),
        hours=read_span(fields["hours"]),
        notes=(notes.text(),) if isinstance(notes.value, str) else notes.texts(),
    )


def _read_event(entry: Entry, timezone: ZoneInfo) -> Event:
    fields = entry.record("title place start end description", "link")
    start, starts_all_day = _read_moment(fields["start"], timezone, time.min)
    end, ends_all_day = _read_moment(fields["end"], timezone, time(23, 59))
    if end < start or starts_all_day != ends_all_day:
        raise fields["end"].error("la fin vient après le début, et s’écrit comme lui, avec ou sans heure")
    link = fields["link"]
    return Event(
        title=fields["title"].text(),
        place=fields["place"].text(),
        start=start,
        end=end,
        description=fields["description"].text(),
        link=link.matching(r"https?://\S+", "un lien commence par https://") if link.given() else None,
        all_day=starts_all_day,
    )


def _read_moment(entry: Entry, timezone: ZoneInfo, hour: time) -> tuple[datetime, bool]:
    """The moment, and whether only its day is given."""
    if isinstance(entry.value, date) and not isinstance(entry.value, datetime):
        return datetime.combine(entry.value, hour, timezone), True
    try:
        return datetime.fromisoformat(str(entry.value)).replace(tzinfo=timezone), False
    except ValueError:
        raise entry.error('une date s’écrit 2026-12-31, une date avec son heure "2026-12-31 18:30"') from None
