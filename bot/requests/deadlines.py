"""When a request is expected to be settled: the date that the citizen is given.

Working days ("jo") are counted as French procedure counts days (code de procédure civile, articles
640 to 642): the day of the request does not count, and Saturdays, Sundays, public holidays and the
closing days of the agents' office are skipped. The result is the end of that office's day.

Hours ("h") are hours of the clock, by day and by night, when the routing of the territory puts
somebody on call for that service while the agents are away: that is what on-call work promises.
Without anybody on call nothing can happen at night, and the hours are those of the agents' office.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from itertools import islice
from typing import ClassVar

from bot.errors import ParvisError
from bot.territory.catalogue import Service
from bot.territory.offices import Office, days_from
from bot.territory.routing import is_on_call
from bot.territory.territory import WORKING_DAYS, Territory


class DeadlineError(ParvisError):
    """No date can be promised: the agents' office is not open enough in the coming years."""

    code: ClassVar[str] = "deadline"

    def __init__(self, office: Office) -> None:
        super().__init__(f"Le délai ne peut pas être calculé\u00a0: {office.name} n’ouvre pas assez souvent.")


def expected_at(territory: Territory, service: Service, requested_at: datetime) -> datetime:
    """The moment, in the territory's time zone, by which the service promises to have acted."""
    office = territory.offices[territory.agents_office]
    delay = service.delay
    if delay.unit == "jo":
        expected = _after_working_days(office, delay.amount, requested_at)
    elif is_on_call(territory, service.code):
        expected = requested_at.astimezone(timezone.utc) + timedelta(hours=delay.amount)
    else:
        expected = _after_opening_hours(office, timedelta(hours=delay.amount), requested_at)
    return expected.astimezone(territory.timezone)


def is_soon(territory: Territory, service_code: str, expected: datetime, now: datetime) -> bool:
    """Whether the promised moment comes before the end of the next working day, or the last quarter of its hours."""
    service = territory.services.get(service_code)
    if expected < now or service is None:
        return False
    if service.delay.unit == "h":
        return expected - now <= timedelta(hours=service.delay.amount) / 4
    return expected <= _after_working_days(territory.offices[territory.agents_office], 1, now)


def end_of_day(territory: Territory, day: date) -> datetime:
    """When the agents' office closes on that day; midnight when it does not open."""
    office = territory.offices[territory.agents_office]
    spans = office.spans_on(day)
    return datetime.combine(day, spans[-1].end if spans else time.max, office.timezone)


def working_days(office: Office, after: date) -> Iterator[date]:
    """The office's working days that follow a date, that date excluded."""
    days = islice(days_from(after), 1, None)
    return (day for day in days if day.weekday() in WORKING_DAYS and office.spans_on(day))


def _after_working_days(office: Office, amount: int, start: datetime) -> datetime:
    days = working_days(office, start.astimezone(office.timezone).date())
    last = next(islice(days, amount - 1, None), None)
    if last is None:
        raise DeadlineError(office)
    return datetime.combine(last, office.spans_on(last)[-1].end, office.timezone)


def _after_opening_hours(office: Office, amount: timedelta, start: datetime) -> datetime:
    left = amount
    for opening, closes in office.openings(start):
        opens = max(opening, start.astimezone(timezone.utc))
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise DeadlineError(office)
