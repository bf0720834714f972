from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bot.territory import Territory
from bot.territory.colours import contrast
from bot.territory.public_holidays import PublicHolidays


def _hours(small: Territory, office: str, day: str) -> list[str]:
    spans = small.offices[office].spans_on(date.fromisoformat(day))
    return [f"{span.start:%H:%M}-{span.end:%H:%M}" for span in spans]


@pytest.mark.parametrize(
    ("office", "day", "hours"),
    [
        ("mairie", "2026-11-28", ["09:00-12:00"]),
        ("mairie", "2026-11-29", []),
        ("mairie", "2026-11-11", []),  # a public holiday
        ("mairie", "2026-12-31", []),  # a closure
        ("mairie", "2027-01-02", ["09:00-12:00"]),
        ("piscine", "2026-08-15", []),  # its summer week has no Saturday
        ("piscine", "2026-08-16", ["10:00-20:00"]),
        ("piscine", "2026-09-06", ["10:00-18:00"]),
        ("piscine", "2026-12-02", ["14:00-16:00"]),  # a special day
        ("piscine", "2026-12-26", ["10:00-18:00"]),  # the closure is not its own
        ("piscine", "2027-05-01", ["10:00-18:00"]),  # open on public holidays
    ],
)
def test_the_hours_of_a_day_follow_seasons_holidays_and_closures(
    small: Territory, office: str, day: str, hours: list[str]
) -> None:
    assert _hours(small, office, day) == hours


def test_a_closed_day_has_a_reason(small: Territory) -> None:
    mairie = small.offices["mairie"]
    assert mairie.reason_closed(date(2026, 12, 24)) == "fermeture de fin d’année"
    assert mairie.reason_closed(date(2026, 11, 11)) == "jour férié, Armistice"
    assert mairie.reason_closed(date(2026, 11, 29)) is None


@pytest.mark.parametrize(("hour", "expected"), [("08:29", False), ("08:30", True), ("11:59", True), ("12:00", False)])
def test_an_office_is_open_from_its_first_minute_to_its_last(small: Territory, hour: str, expected: bool) -> None:
    at = datetime.fromisoformat(f"2026-11-24T{hour}").replace(tzinfo=small.timezone)
    assert small.offices["mairie"].is_open(at) is expected


def test_an_opening_lasts_as_long_as_its_hours_whatever_the_clocks_do(small: Territory) -> None:
    before_the_change = datetime(2027, 3, 28, 0, 0, tzinfo=small.timezone)
    opens, closes = next(small.offices["piscine"].openings(before_the_change))
    assert opens.isoformat() == "2027-03-28T08:00:00+00:00"
    assert closes - opens == timedelta(hours=8)


def test_alsace_moselle_keeps_two_more_holidays() -> None:
    assert PublicHolidays("FR").name_of(date(2026, 12, 26)) is None
    assert PublicHolidays("FR", "6AE").name_of(date(2026, 12, 26)) is not None
    assert PublicHolidays("FR", "57").name_of(date(2027, 3, 26)) is not None


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # WCAG's own example
