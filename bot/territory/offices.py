"""The town's offices: where they are, when they are open."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.territory.conditions import IrregularHours, Period, read_irregular_hours, read_period
from bot.territory.public_holidays import PublicHolidays
from bot.territory.reading import Entry
from bot.territory.week import Span, WeekHours, read_spans, read_week

OPTIONAL_FIELDS = "seasons exceptions irregular notes keywords called gender pivots"
HORIZON = timedelta(days=6 * 366)  # nobody waits longer: an office without any opening by then has none
LONGEST_CLOSURE = timedelta(days=366)  # a longer one is a typing error in a year, or an office to remove


@dataclass(frozen=True)
class Closure:
    """Both days included; it concerns the offices named, all of them when none is."""

    start: date
    end: date
    reason: str
    offices: tuple[str, ...] = ()

    def holds(self, office: str, day: date) -> bool:
        return self.start <= day <= self.end and (not self.offices or office in self.offices)


@dataclass(frozen=True)
class Season:
    """A part of each year with hours of its own; it starts and ends on (month, day), both included."""

    start: tuple[int, int]
    end: tuple[int, int]
    hours: WeekHours

    def holds(self, day: date) -> bool:
        today = (day.month, day.day)
        if self.start <= self.end:
            return self.start <= today <= self.end
        return today >= self.start or today <= self.end


@dataclass(frozen=True)
class SpecialDay:
    """The hours of one date, which prevail over everything else."""

    date: date
    spans: tuple[Span, ...]
    reason: str


@dataclass(frozen=True)
class Office:
    code: str
    name: str
    address: str
    hours: WeekHours
    timezone: ZoneInfo
    holidays: PublicHolidays
    open_on_holidays: bool = False
    closures: tuple[Closure, ...] = ()
    seasons: tuple[Season, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    irregular: tuple[IrregularHours, ...] = ()
    school_holidays: tuple[Period, ...] = ()
    notes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    called: str | None = None  # "la mairie", as a sentence names it
    feminine: bool = False
    pivots: tuple[str, ...] = ()  # kinds of office of the State's directory that it is: mairie, ccas...

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The hours of that very day, seasons, holidays, closures and special days taken into account."""
        special = self.special_day(day)
        if special is not None:
            return special.spans
        if self.reason_closed(day) is not None:
            return ()
        return self.usual_on(day)

    def usual_on(self, day: date) -> tuple[Span, ...]:
        """The hours of that day of the year, as if it were neither a holiday nor closed for a reason of its own."""
        kept = (item.spans for item in self.irregular_on(day) if item.condition.holds(day, self.school_holidays))
        spans = {*self.week_of(day).get(day.weekday(), ()), *(span for spans in kept for span in spans)}
        return tuple(sorted(spans, key=lambda span: span.start))

    def irregular_on(self, day: date) -> tuple[IrregularHours, ...]:
        """The hours of that weekday that are not kept each week."""
        return tuple(item for item in self.irregular if item.weekday == day.weekday())

    def week_of(self, day: date) -> WeekHours:
        """The usual week at that time of the year."""
        return next((season.hours for season in self.seasons if season.holds(day)), self.hours)

    def special_day(self, day: date) -> SpecialDay | None:
        return next((special for special in self.special_days if special.date == day), None)

    def reason_closed(self, day: date) -> str | None:
        """Why it is closed on a day when it could be open: a closure, a holiday, hours not kept that week."""
        special = self.special_day(day)
        if special is not None:
            return None if special.spans else special.reason
        for closure in self.closures:
            if closure.holds(self.code, day):
                return closure.reason
        holiday = None if self.open_on_holidays else self.holidays.name_of(day)
        if holiday:
            return f"jour férié, {holiday}"
        irregular = self.irregular_on(day)
        return irregular[0].condition.text if irregular and not self.usual_on(day) else None

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.timezone)
        return any(span.start <= local.time() < span.end for span in self.spans_on(local.date()))

    def openings(self, after: datetime) -> Iterator[tuple[datetime, datetime]]:
        """When it opens and closes, in UTC, from the present opening on, as far as the horizon."""
        for day in days_from(after.astimezone(self.timezone).date()):
            for span in self.spans_on(day):
                opens, closes = self._moment(day, span.start), self._moment(day, span.end)
                if closes > after:
                    yield opens, closes

    def _moment(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.timezone).astimezone(timezone.utc)


def days_from(day: date) -> Iterator[date]:
    """That day and the next ones, as far as the horizon."""
    return (day + timedelta(days=number) for number in range(HORIZON.days))


def read_offices(
    root: Entry, timezone: ZoneInfo, holidays: PublicHolidays, directory: Mapping[str, Office]
) -> dict[str, Office]:
    """The town's offices, before those of the State's directory that it does not describe itself."""
    fields = root.record("offices", "closures school_holidays")
    entries = fields["offices"].mapping()
    school_holidays = tuple(read_period(item) for item in fields["school_holidays"].items())
    closures = tuple(_read_closure(item, [*entries, *directory]) for item in fields["closures"].items())
    own = {code: _read_office(code, entry, timezone, holidays) for code, entry in entries.items()}
    return {
        code: replace(
            office,
            closures=tuple(closure for closure in closures if not closure.offices or code in closure.offices),
            school_holidays=school_holidays,
        )
        for code, office in {**own, **{code: directory[code] for code in directory if code not in own}}.items()
    }


def _read_closure(entry: Entry, offices: Collection[str]) -> Closure:
    fields = entry.record("from to reason", "offices")
    start, end = fields["from"].day(), fields["to"].day()
    if not timedelta(0) <= end - start <= LONGEST_CLOSURE:
        raise fields["to"].error("une fermeture finit après son début, au plus un an plus tard")
    concerned = tuple(item.choice(offices, "le lieu") for item in fields["offices"].items())
    return Closure(start, end, fields["reason"].text(), concerned)


def _read_office(code: str, entry: Entry, timezone: ZoneInfo, holidays: PublicHolidays) -> Office:
    fields = entry.record("name address public_holidays hours", OPTIONAL_FIELDS)
    return Office(
        code=code,
        name=fields["name"].text(),
        address=fields["address"].text(),
        hours=read_week(fields["hours"]),
        timezone=timezone,
        holidays=holidays,
        open_on_holidays=fields["public_holidays"].choice(("closed", "open")) == "open",
        seasons=tuple(_read_season(item) for item in fields["seasons"].items()),
        special_days=tuple(_read_special_day(item) for item in fields["exceptions"].items()),
        irregular=tuple(read_irregular_hours(item) for item in fields["irregular"].items()),
        notes=fields["notes"].texts(),
        keywords=fields["keywords"].texts(),
        called=fields["called"].optional_text(),
        feminine=_read_gender(fields["gender"]) == "feminine",
        pivots=fields["pivots"].texts(),
    )


def _read_gender(entry: Entry) -> str:
    return entry.choice(("feminine", "masculine")) if entry.given() else "masculine"


def _read_season(entry: Entry) -> Season:
    fields = entry.record("from to hours")
    return Season(_read_month_day(fields["from"]), _read_month_day(fields["to"]), read_week(fields["hours"]))


def _read_month_day(entry: Entry) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2000-{entry.text()}")  # a leap year, so that 02-29 is a day
    except ValueError:
        raise entry.error('un jour de l’année s’écrit "04-30", le mois puis le jour, entre guillemets') from None
    return day.month, day.day


def _read_special_day(entry: Entry) -> SpecialDay:
    fields = entry.record("date hours reason")
    return SpecialDay(fields["date"].day(), read_spans(fields["hours"]), fields["reason"].text())
