from __future__ import annotations

from datetime import date, time

import pytest

from bot.knowledge.moments import Moment, asked_moment
from bot.territory.public_holidays import PublicHolidays

TODAY = date(2026, 11, 24)  # a Tuesday
FRANCE = PublicHolidays("FR")


def _asked(question: str, today: date = TODAY) -> Moment:
    return asked_moment(question, today, FRANCE)


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("Vous êtes ouverts aujourd'hui ?", ["2026-11-24"]),
        ("cet aprem c ouvert", ["2026-11-24"]),
        ("demain", ["2026-11-25"]),
        ("après-demain matin", ["2026-11-26"]),
        ("et samedi ?", ["2026-11-28"]),
        ("vous ouvrez le mardi ?", ["2026-11-24"]),
        ("mardi prochain", ["2026-12-01"]),
        ("jeudi en huit", ["2026-12-03"]),
        ("les samedis", ["2026-11-28"]),
        ("lundi ou jeudi", ["2026-11-26", "2026-11-30"]),
        ("CE WEEK-END", ["2026-11-28", "2026-11-29"]),
        ("le 24 décembre", ["2026-12-24"]),
        ("le 1er janvier", ["2027-01-01"]),
        ("le 12 mai 2028", ["2028-05-12"]),
        ("le 24/12", ["2026-12-24"]),
        ("le 3 novembre", ["2027-11-03"]),
        ("ouvert le 2 ?", ["2026-12-02"]),
        ("le 2 au matin", ["2026-12-02"]),
        ("à Noël", ["2026-12-25"]),
        ("le lundi de Pâques", ["2027-03-29"]),
        ("le jour de l'an", ["2027-01-01"]),
        ("pendant les vacances de Noël", []),
        ("le marché de Noël", []),
        ("le 31 février", []),
        ("au 12 rue Pasteur", []),
        ("quels horaires ?", []),
    ],
)
def test_the_days_of_a_question_are_found(question: str, days: list[str]) -> None:
    assert [day.isoformat() for day in _asked(question).days] == days


def test_a_week_runs_from_monday_to_sunday() -> None:
    assert [day.day for day in _asked("la semaine prochaine").days] == [30, 1, 2, 3, 4, 5, 6]
    assert [day.day for day in _asked("cette semaine").days] == [24, 25, 26, 27, 28, 29]


def test_the_week_end_of_a_sunday_is_that_sunday() -> None:
    assert _asked("ce week-end", date(2026, 11, 29)).days == (date(2026, 11, 29),)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("demain matin", "matin"),
        ("samedi après-midi", "apres-midi"),
        ("entre midi et deux", "midi"),
        ("ce soir", "soir"),
        ("demain", None),
    ],
)
def test_the_part_of_the_day_is_found(question: str, part: str | None) -> None:
    assert _asked(question).part == part


@pytest.mark.parametrize(
    ("question", "hour"),
    [
        ("demain à 18h", time(18)),
        ("à 8 h 45", time(8, 45)),
        ("vers 17h30", time(17, 30)),
        ("à 9 heures", time(9)),
        ("à 25h", None),
    ],
)
def test_the_hour_is_found(question: str, hour: time | None) -> None:
    assert _asked(question).hour == hour


def test_now_is_now() -> None:
    assert _asked("C'est encore ouvert, là ?").is_now and not _asked("demain").is_now
