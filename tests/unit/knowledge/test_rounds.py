from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.knowledge.collection import answer_collection, describe_tonight, next_rounds
from bot.knowledge.rounds import rounds_between
from bot.territory import Territory
from bot.territory.public_holidays import PublicHolidays

At = Callable[[str], datetime]


def _rounds(small: Territory, district: str, start: str, end: str) -> list[tuple[str, str]]:
    found = rounds_between(small, district, date.fromisoformat(start), date.fromisoformat(end))
    return [(item.date.isoformat(), item.stream.code) for item in found]


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_rounds_of_a_week_follow_the_calendar_of_the_district(small: Territory) -> None:
    assert _rounds(small, "ouest", "2026-11-23", "2026-11-29") == [
        ("2026-11-23", "ordures"),
        ("2026-11-25", "tri"),  # week 48 is even
        ("2026-11-27", "ordures"),
    ]
    assert _rounds(small, "est", "2026-11-23", "2026-11-29") == [("2026-11-24", "ordures"), ("2026-11-28", "tri")]


def test_rounds_of_even_weeks_skip_odd_ones(small: Territory) -> None:
    assert ("2026-12-02", "tri") not in _rounds(small, "ouest", "2026-11-30", "2026-12-06")


def test_a_stream_is_collected_in_its_months_only(small: Territory) -> None:
    assert ("2026-11-03", "vegetaux") in _rounds(small, "ouest", "2026-11-01", "2026-11-30")
    assert not any(stream == "vegetaux" for _, stream in _rounds(small, "ouest", "2026-12-01", "2027-02-28"))


@pytest.mark.parametrize(
    ("district", "start", "end", "moved"),
    [
        ("ouest", "2026-12-25", "2026-12-26", [("2026-12-26", "ordures")]),  # Christmas, a Friday
        ("est", "2026-08-15", "2026-08-17", [("2026-08-17", "tri")]),  # a Saturday holiday moves over the Sunday
        ("ouest", "2026-12-07", "2026-12-08", [("2026-12-08", "ordures")]),  # an exception
        ("est", "2026-12-12", "2026-12-14", []),  # cancelled by an exception
    ],
)
def test_holidays_and_exceptions_move_rounds(
    small: Territory, district: str, start: str, end: str, moved: list[tuple[str, str]]
) -> None:
    assert _rounds(small, district, start, end) == moved


@pytest.mark.parametrize(
    ("district", "start", "end", "moved"),
    [
        ("ouest", "2026-04-03", "2026-04-04", [("2026-04-04", "ordures")]),  # Good Friday
        ("est", "2026-12-26", "2026-12-28", [("2026-12-28", "tri")]),  # Saint Stephen's day, a Saturday
    ],
)
def test_alsace_and_moselle_move_rounds_of_their_own_holidays(
    small: Territory, district: str, start: str, end: str, moved: list[tuple[str, str]]
) -> None:
    alsatian = replace(small, holidays=PublicHolidays("FR", "57"))
    assert _rounds(alsatian, district, start, end) == moved
    assert (start, moved[0][1]) in _rounds(small, district, start, end)


def test_an_exception_leaves_other_districts_and_streams_alone(small: Territory) -> None:
    assert ("2026-12-08", "ordures") in _rounds(small, "est", "2026-12-08", "2026-12-08")


@pytest.mark.parametrize(("rule", "days"), [("unchanged", ["2026-12-25"]), ("cancelled", [])])
def test_a_commune_chooses_what_a_public_holiday_does(small: Territory, rule: str, days: list[str]) -> None:
    other = replace(small, collection=replace(small.collection, on_holidays=rule))
    assert [day for day, _ in _rounds(other, "ouest", "2026-12-25", "2026-12-26")] == days


def test_the_next_round_of_each_stream_is_given_once(small: Territory) -> None:
    found = next_rounds(small, "ouest", date(2026, 11, 24))
    assert [(item.stream.code, item.date.day) for item in found] == [("tri", 25), ("ordures", 27)]


def test_a_moved_round_says_why(small: Territory) -> None:
    (item,) = rounds_between(small, "ouest", date(2026, 12, 26), date(2026, 12, 26))
    assert (item.usual, item.reason, item.put_out_on) == (date(2026, 12, 25), "Noël", date(2026, 12, 25))


@pytest.mark.parametrize(
    ("district", "today", "said"),
    [
        (
            "ouest",
            date(2026, 11, 24),
            "à sortir ce soir, bac jaune (emballages), pour la collecte de demain (mercredi 25 novembre).",
        ),
        ("est", date(2026, 11, 24), "aucun bac à sortir ce soir."),
        ("ouest", date(2026, 11, 2), "aucun bac à sortir ce soir."),  # green waste goes out in the morning
    ],
)
def test_which_bin_goes_out_tonight(small: Territory, district: str, today: date, said: str) -> None:
    assert _plain(describe_tonight(small, district, today)) == said


def test_tonight_is_answered_for_the_district_of_the_citizen(small: Territory, at: At) -> None:
    text = answer_collection(small, at("2026-11-24T18:00"), "c'est quelle poubelle ce soir ?", "ouest")
    assert _plain(text).startswith("Quartier Ouest : à sortir ce soir, bac jaune")


def test_tonight_is_answered_for_every_district_when_none_is_known(small: Territory, at: At) -> None:
    lines = _plain(answer_collection(small, at("2026-11-24T18:00"), "quelle poubelle ce soir")).split("\n")
    assert lines[1].startswith("- Quartier Ouest : à sortir ce soir, bac jaune")
    assert lines[2] == "- Quartier Est : aucun bac à sortir ce soir."


def test_a_district_named_in_the_question_is_used(small: Territory, at: At) -> None:
    text = answer_collection(small, at("2026-11-24T18:00"), "jours de collecte du quartier est")
    assert _plain(text).startswith("Quartier Est : ordures ménagères le mardi, emballages le samedi.")


def test_a_bin_named_in_the_question_is_the_only_one_answered(small: Territory, at: At) -> None:
    text = answer_collection(small, at("2026-11-24T18:00"), "le bac jaune c'est quand", "ouest")
    assert "bac jaune (emballages), à sortir" in _plain(text) and "bac gris" not in _plain(text)


def test_districts_with_the_same_answer_share_a_line(small: Territory, at: At) -> None:
    text = answer_collection(small, at("2026-11-21T18:00"), "quelle poubelle ce soir")
    assert _plain(text).split("\n")[1:] == ["- Quartier Ouest, Quartier Est : aucun bac à sortir ce soir."]


def test_a_round_of_the_morning_is_over_in_the_afternoon(small: Territory, at: At) -> None:
    assert "aujourd’hui" in answer_collection(small, at("2026-11-24T09:00"), district="est")
    assert "- mardi 1er décembre" in _plain(answer_collection(small, at("2026-11-24T15:00"), district="est"))


def test_a_seasonal_round_says_its_months(small: Territory, at: At) -> None:
    text = answer_collection(small, at("2026-11-24T18:00"), "les déchets de tonte", "ouest")
    assert _plain(text) == "Quartier Ouest : déchets verts le 1er mardi du mois, de mars à novembre."


def test_a_round_moved_from_the_day_asked_says_where_it_went(small: Territory, at: At) -> None:
    text = answer_collection(small, at("2026-12-20T18:00"), "vous passez à Noël ?", "ouest")
    assert _plain(text).split("\n")[1:] == [
        "- samedi 26 décembre : bac gris (ordures ménagères), à sortir la veille après 19 h. "
        "Cette collecte remplace celle du vendredi 25 décembre (Noël)."
    ]


def test_a_day_without_collection_says_so(small: Territory, at: At) -> None:
    text = answer_collection(small, at("2026-11-24T18:00"), "vous passez jeudi ?", "ouest")
    assert _plain(text).endswith("- jeudi 26 novembre : aucune collecte.")


def test_a_street_may_be_collected_with_another_district(small: Territory, at: At) -> None:
    moment = at("2026-11-24T10:15")
    own = _plain(answer_collection(small, moment, "", "ouest", "Rue Basse"))
    other = _plain(answer_collection(small, moment, "", "ouest", "Allée de l'Étang"))
    assert own.startswith("Quartier Ouest : ordures ménagères le lundi et le vendredi")
    assert other.startswith("Allée de l'Étang : ordures ménagères le mardi, emballages le samedi.")
