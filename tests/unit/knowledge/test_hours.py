from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from bot.knowledge import hours
from bot.territory import Territory
from bot.territory.public_holidays import PublicHolidays
from bot.territory.week import Span

At = Callable[[str], datetime]
TUESDAY = "2026-11-24T10:15"


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-24T10:15", "La mairie est ouverte jusqu’à 12 h, puis de 13 h 30 à 17 h 30."),
        ("2026-11-24T15:00", "La mairie est ouverte jusqu’à 17 h 30."),
        ("2026-11-24T12:30", "La mairie est fermée en ce moment. Prochaine ouverture : aujourd’hui à 13 h 30."),
        ("2026-11-27T18:00", "La mairie est fermée en ce moment. Prochaine ouverture : demain à 9 h."),
        ("2026-11-28T12:00", "La mairie est fermée en ce moment. Prochaine ouverture : lundi à 8 h 30."),
        (
            "2026-12-24T10:00",
            "La mairie est fermée en ce moment (fermeture de fin d’année). "
            "Prochaine ouverture : le samedi 2 janvier 2027 à 9 h.",
        ),
        (
            "2026-11-11T10:00",
            "La mairie est fermée en ce moment (jour férié, Armistice). Prochaine ouverture : demain à 8 h 30.",
        ),
    ],
)
def test_an_office_says_whether_it_is_open_and_until_when(small: Territory, at: At, moment: str, said: str) -> None:
    assert _plain(hours.describe(small.offices["mairie"], at(moment))) == said


def test_the_state_is_short_enough_for_a_badge(small: Territory, at: At) -> None:
    mairie = small.offices["mairie"]
    assert _plain(hours.state(mairie, at("2026-11-24T15:00"))) == "Ouvert jusqu’à 17 h 30"
    assert _plain(hours.state(mairie, at("2026-11-28T12:00"))) == "Fermé, ouvre lundi à 8 h 30"


def test_a_moment_may_come_in_utc(small: Territory) -> None:
    noon_in_paris = datetime.fromisoformat("2026-11-24T11:00+00:00")
    assert not hours.is_open(small.offices["mairie"], noon_in_paris)
    opening = hours.next_opening(small.offices["mairie"], noon_in_paris)
    assert opening is not None and opening.isoformat() == "2026-11-24T13:30:00+01:00"


def test_the_next_opening_is_not_the_present_one(small: Territory, at: At) -> None:
    opening = hours.next_opening(small.offices["mairie"], at("2026-11-24T08:30"))
    assert opening == at("2026-11-24T13:30")


def test_an_office_that_never_opens_says_so(small: Territory, at: At) -> None:
    closed = replace(small.offices["mairie"], hours={})
    assert hours.next_opening(closed, at(TUESDAY)) is None
    assert hours.describe(closed, at(TUESDAY)).endswith("Aucune date d’ouverture n’est connue.")


def test_an_office_without_a_name_for_sentences_is_described_all_the_same(small: Territory, at: At) -> None:
    agents = small.offices["agents"]
    assert _plain(hours.describe(agents, at("2026-11-24T15:00"))) == "Agents : ouvert jusqu’à 17 h."


def test_the_week_groups_days_with_the_same_hours(small: Territory) -> None:
    assert _plain(hours.describe_week(small.offices["mairie"].hours)) == (
        "du lundi au vendredi de 8 h 30 à 12 h et de 13 h 30 à 17 h 30 ; le samedi de 9 h à 12 h"
    )


def test_coming_exceptions_are_announced_a_month_ahead(small: Territory) -> None:
    mairie, piscine = small.offices["mairie"], small.offices["piscine"]
    assert hours.describe_closures(mairie, date(2026, 11, 12)) == ()
    assert [_plain(text) for text in hours.describe_closures(mairie, date(2026, 11, 10))] == [
        "Mercredi 11 novembre : fermé (jour férié, Armistice)."
    ]
    assert [_plain(text) for text in hours.describe_closures(mairie, date(2026, 12, 10))] == [
        "Fermeture exceptionnelle du 24 décembre au 1er janvier 2027 (fermeture de fin d’année)."
    ]
    assert [_plain(text) for text in hours.describe_closures(piscine, date(2026, 11, 24))] == [
        "Mercredi 2 décembre : ouvert de 14 h à 16 h (après-midi jeux)."
    ]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("et samedi ?", "Samedi 28 novembre, la mairie est ouverte de 9 h à 12 h."),
        ("samedi après-midi ?", "Non. Samedi 28 novembre, la mairie est ouverte de 9 h à 12 h."),
        (
            "demain matin ?",
            "Oui. Demain (mercredi 25 novembre), la mairie est ouverte de 8 h 30 à 12 h et de 13 h 30 à 17 h 30.",
        ),
        (
            "jeudi à 12h15",
            "Non, c’est fermé à 12 h 15. "
            "Jeudi 26 novembre, la mairie est ouverte de 8 h 30 à 12 h et de 13 h 30 à 17 h 30.",
        ),
        (
            "à quelle heure vous fermez demain soir",
            "Demain (mercredi 25 novembre), la mairie est ouverte de 8 h 30 à 12 h et de 13 h 30 à 17 h 30.",
        ),
        ("dimanche", "Dimanche 29 novembre, la mairie est fermée. Prochaine ouverture : lundi à 8 h 30."),
        (
            "à Noël ?",
            "Vendredi 25 décembre, la mairie est fermée (fermeture de fin d’année). "
            "Prochaine ouverture : le samedi 2 janvier 2027 à 9 h.",
        ),
        ("vous fermez à quelle heure aujourd'hui", "La mairie est ouverte jusqu’à 12 h, puis de 13 h 30 à 17 h 30."),
        ("ouvert maintenant ?", "La mairie est ouverte jusqu’à 12 h, puis de 13 h 30 à 17 h 30."),
    ],
)
def test_a_question_about_a_day_or_an_hour_is_answered_for_it(
    small: Territory, at: At, question: str, said: str
) -> None:
    assert _plain(hours.answer_hours(small.offices["mairie"], at(TUESDAY), question)) == said


def test_without_a_day_the_answer_is_now_the_week_and_what_changes(small: Territory, at: At) -> None:
    lines = _plain(hours.answer_hours(small.offices["piscine"], at(TUESDAY))).split("\n")
    assert lines == [
        "La piscine est fermée en ce moment. Prochaine ouverture : samedi à 10 h.",
        "Horaires : le samedi et le dimanche de 10 h à 18 h.",
        "Mercredi 2 décembre : ouvert de 14 h à 16 h (après-midi jeux).",
        "Bonnet obligatoire.",
    ]


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-10-25T01:30:00+02:00", "2026-10-25T11:00:00+00:00"),
        ("2027-03-28T00:30:00+01:00", "2027-03-28T10:00:00+00:00"),
    ],
)
def test_the_clock_change_does_not_move_the_hours(small: Territory, moment: str, until: str) -> None:
    opened = replace(small.offices["piscine"], hours={6: (Span(time(0), time(12)),)}, seasons=())
    closes = hours.open_until(opened, datetime.fromisoformat(moment))
    assert closes is not None and closes == datetime.fromisoformat(until)


def test_alsace_keeps_holidays_of_its_own(small: Territory) -> None:
    mairie = replace(small.offices["mairie"], closures=())
    alsatian = replace(mairie, holidays=PublicHolidays("FR", "57"))
    assert mairie.spans_on(date(2026, 4, 3)) and not alsatian.spans_on(date(2026, 4, 3))
    assert not alsatian.spans_on(date(2026, 12, 26))


@pytest.mark.parametrize("question", ["à quelle heure ça ferme ?", "ça ferme quand", "c'est ouvert là maintenant ?"])
def test_the_present_opening_and_its_end_are_said_first(small: Territory, at: At, question: str) -> None:
    said = _plain(hours.answer_hours(small.offices["mairie"], at(TUESDAY), question))
    assert said.startswith("La mairie est ouverte jusqu’à 12 h")
