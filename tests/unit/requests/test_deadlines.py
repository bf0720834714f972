from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.requests.deadlines import DeadlineError, expected_at
from bot.territory import Territory, load_territory
from bot.territory.catalogue import Delay
from bot.territory.public_holidays import PublicHolidays


@pytest.fixture(scope="module")
def small() -> Territory:
    return load_territory(Path(__file__).parents[1] / "territory" / "small")


def _expected(territory: Territory, service: str, requested: str, delay: Delay | None = None) -> str:
    found = territory.services[service]
    at = datetime.fromisoformat(requested).replace(tzinfo=territory.timezone)
    return expected_at(territory, replace(found, delay=delay or found.delay), at).isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("days", "requested", "expected"),
    [
        (1, "2026-11-24T10:15", "2026-11-25T17:00+01:00"),
        (1, "2026-11-24T22:00", "2026-11-25T17:00+01:00"),
        (1, "2026-11-27T10:15", "2026-11-30T17:00+01:00"),  # over the week-end
        (1, "2026-11-28T10:15", "2026-11-30T17:00+01:00"),  # from a Saturday
        (3, "2026-11-24T10:15", "2026-11-27T16:00+01:00"),  # the end of the agents' Friday
        (10, "2026-11-24T10:15", "2026-12-08T17:00+01:00"),
        (1, "2026-11-10T10:15", "2026-11-12T17:00+01:00"),  # over Armistice Day
        (2, "2026-12-22T10:15", "2027-01-04T17:00+01:00"),  # over the closing week
        (1, "2027-05-05T10:15", "2027-05-07T16:00+02:00"),  # over Ascension Day
    ],
)
def test_working_days_skip_week_ends_holidays_and_closures(
    small: Territory, days: int, requested: str, expected: str
) -> None:
    assert _expected(small, "nid_de_poule", requested, Delay(days, "jo")) == expected


def test_alsace_moselle_does_not_work_on_good_friday(small: Territory) -> None:
    agents = replace(small.offices["agents"], holidays=PublicHolidays("FR", "6AE"))
    alsatian = replace(small, offices={**small.offices, "agents": agents})
    requested = "2027-03-25T10:15"
    assert _expected(small, "lampadaire_en_panne", requested) == "2027-03-26T16:00+01:00"
    assert _expected(alsatian, "lampadaire_en_panne", requested) == "2027-03-30T17:00+02:00"


@pytest.mark.parametrize(
    ("requested", "expected"),
    [
        ("2026-11-28T23:30", "2026-11-29T03:30+01:00"),
        ("2026-10-25T00:30", "2026-10-25T03:30+01:00"),  # the clocks go back at 3
        ("2027-03-28T00:30", "2027-03-28T05:30+02:00"),  # the clocks go forward at 2
    ],
)
def test_hours_run_by_day_and_by_night_when_somebody_is_on_call(
    small: Territory, requested: str, expected: str
) -> None:
    assert _expected(small, "verglas_neige", requested) == expected


@pytest.mark.parametrize(
    ("requested", "expected"),
    [
        ("2026-11-24T09:30", "2026-11-24T11:30+01:00"),
        ("2026-11-24T11:30", "2026-11-24T15:30+01:00"),  # over lunch
        ("2026-11-24T10:00", "2026-11-24T12:00+01:00"),  # until the very end of an opening
        ("2026-11-28T20:00", "2026-11-30T11:00+01:00"),  # from a Saturday evening
        ("2026-12-23T16:00", "2027-01-04T10:00+01:00"),  # over the closing week
    ],
)
def test_hours_are_those_of_the_office_when_nobody_is_on_call(small: Territory, requested: str, expected: str) -> None:
    assert _expected(small, "stationnement_genant", requested) == expected


def test_a_moment_given_in_utc_is_counted_from_the_local_day(small: Territory) -> None:
    late = datetime.fromisoformat("2026-11-24T23:30+00:00")  # the 25th already, in Paris
    service = small.services["lampadaire_en_panne"]
    assert expected_at(small, service, late).isoformat() == "2026-11-26T17:00:00+01:00"


@pytest.mark.parametrize("unit", ["jo", "h"])
def test_an_office_that_never_opens_promises_nothing(small: Territory, unit: str) -> None:
    closed = replace(small, offices={**small.offices, "agents": replace(small.offices["agents"], hours={})})
    with pytest.raises(DeadlineError, match="n’ouvre pas assez souvent"):
        _expected(closed, "stationnement_genant", "2026-11-24T09:30", Delay(2, unit))
