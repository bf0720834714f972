"""A comment on hours decides as far as it is understood, and is never lost."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.territory.conditions import Period, part_of_day, read_condition
from bot.territory.week import Span

HOLIDAYS = (Period(date(2026, 12, 19), date(2027, 1, 3), "Noël"),)
DECEMBER = [date(2026, 12, 1) + timedelta(days=number) for number in range(31)]


@pytest.mark.parametrize(
    ("text", "saturdays"),
    [
        ("Accueil ouvert uniquement le 2e et 4e samedis de chaque mois.", [12, 26]),
        ("ouvert les 1er et 3ème samedis du mois", [5, 19]),
        ("premier samedi du mois uniquement", [5]),
        ("le deuxième et le quatrième samedi", [12, 26]),
        ("Ouvert le dernier samedi du mois", [26]),
        ("fermé le 1er samedi du mois", [12, 19, 26]),
        ("sauf le dernier samedi de chaque mois", [5, 12, 19]),
        ("semaines paires", [12, 26]),
        ("semaines impaires uniquement", [5, 19]),
        ("Hors vacances scolaires", [5, 12]),
        ("en période scolaire", [5, 12]),
        ("Fermé pendant les vacances scolaires", [5, 12]),
        ("uniquement pendant les vacances scolaires", [19, 26]),
        ("2e et 4e samedis, hors vacances scolaires", [12]),
        ("sur rendez-vous", [5, 12, 19, 26]),
        ("1 samedi sur 2", [5, 12, 19, 26]),
    ],
)
def test_the_days_are_those_that_the_comment_tells(text: str, saturdays: list[int]) -> None:
    condition = read_condition(text)
    days = [day for day in DECEMBER if day.weekday() == 5]
    assert [day.day for day in days if condition.holds(day, HOLIDAYS)] == saturdays
    assert condition.text == text.rstrip(".")


def test_without_a_calendar_of_school_holidays_the_hours_stay_and_the_comment_is_shown() -> None:
    condition = read_condition("hors vacances scolaires")
    assert condition.holds(date(2026, 12, 26), ()) and condition.is_understood()


@pytest.mark.parametrize(
    ("text", "concerned"),
    [
        ("hors vacances scolaires l'après-midi", [14]),
        ("Le matin hors vacances scolaires", [9]),
        ("hors vacances scolaires", [9, 14]),
        ("l’après-midi sur rendez-vous", [9, 14]),  # not understood: said of all the hours
    ],
)
def test_a_comment_may_be_about_a_part_of_the_day(text: str, concerned: list[int]) -> None:
    spans = (Span(time(9), time(12)), Span(time(14), time(17)))
    assert [span.start.hour for span in part_of_day(read_condition(text), spans)] == concerned
