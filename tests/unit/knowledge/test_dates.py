from __future__ import annotations

from datetime import date, time

import pytest

from bot.knowledge import dates
from bot.territory.week import Span

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("at", "said"), [(time(17, 30), "17 h 30"), (time(8), "8 h"), (time(0, 5), "0 h 05"), (time(12), "12 h")]
)
def test_an_hour_is_written_with_spaces_that_do_not_break(at: time, said: str) -> None:
    assert dates.hour(at) == said.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 24), "aujourd’hui"),
        (date(2026, 11, 25), "demain"),
        (date(2026, 11, 30), "lundi"),
        (date(2026, 12, 1), "le mardi 1er décembre"),
        (date(2027, 1, 2), "le samedi 2 janvier 2027"),
        (date(2026, 11, 23), "le lundi 23 novembre"),
    ],
)
def test_a_near_day_is_named_as_people_name_it(day: date, said: str) -> None:
    assert dates.near_date(day, TODAY).replace("\u00a0", " ") == said


def test_the_date_of_a_near_day_can_be_given_with_it() -> None:
    assert dates.dated(date(2026, 11, 25), TODAY) == "demain (mercredi 25\u00a0novembre)"
    assert dates.dated(date(2026, 11, 26), TODAY) == "jeudi 26\u00a0novembre"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 12, 24), date(2027, 1, 1), "du 24 décembre au 1er janvier 2027"),
        (date(2026, 12, 9), date(2026, 12, 9), "le mercredi 9 décembre"),
        (date(2026, 11, 20), date(2026, 11, 27), "jusqu’au 27 novembre"),
        (date(2027, 1, 4), date(2027, 1, 31), "du 4 au 31 janvier 2027"),
    ],
)
def test_a_period_is_written_once_for_each_month_and_year(start: date, end: date, said: str) -> None:
    assert dates.period(start, end, TODAY).replace("\u00a0", " ") == said


def test_the_spans_of_a_day_are_joined() -> None:
    hours = [Span(time(8, 30), time(12)), Span(time(13, 30), time(17, 30))]
    assert dates.spans(hours).replace("\u00a0", " ") == "de 8 h 30 à 12 h et de 13 h 30 à 17 h 30"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([0, 1, 2, 3, 4], "du lundi au vendredi"),
        ([0, 3], "le lundi et le jeudi"),
        ([0, 1], "le lundi et le mardi"),
        ([0, 1, 3], "le lundi, le mardi et le jeudi"),
        (list(range(7)), "tous les jours"),
    ],
)
def test_days_of_the_week_that_follow_each_other_are_grouped(days: list[int], said: str) -> None:
    assert dates.weekdays(days) == said
