from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from bot.knowledge import KnowledgeError, answer
from bot.knowledge.agenda import next_market, upcoming_events
from bot.knowledge.sections import choose_section
from bot.territory import Territory

At = Callable[[str], datetime]
TUESDAY = "2026-11-24T10:15"


def _text(small: Territory, at: At, code: str, question: str = "", moment: str = TUESDAY) -> str:
    return answer(small, code, at(moment), question).text.replace("\u00a0", " ")


def test_an_answer_has_its_text_its_office_its_contact_and_its_source(small: Territory, at: At) -> None:
    found = answer(small, "passeport_demande", at(TUESDAY))
    blocks = found.text.replace("\u00a0", " ").split("\n\n")
    assert blocks[0].startswith("Prenez rendez-vous")
    assert blocks[1].startswith("La mairie est ouverte jusqu’à 12 h")
    assert "Mairie de Valbourg, 1 place Haute" in blocks[1]
    assert blocks[2] == "Contact : 3400."
    assert blocks[3] == "Source : Mairie de Valbourg, service état civil, vérifié le 5 octobre 2026."
    assert (found.checked_on, found.stale, found.links[0].title) == (date(2026, 10, 5), False, "Pré-demande en ligne")
    assert found.cases == ("Pour un mineur", "Perte ou vol", "Prix")


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("j'ai perdu mon passeport", "Perte ou vol"),
        ("on me l'a volé", "Perte ou vol"),
        ("c'est pour ma fille de 8 ans", "Pour un mineur"),
        ("combien ça coûte ?", "Prix"),
        ("c'est pour un mineure", "Pour un mineur"),
        ("je voudrais un passeport", None),
        ("il faut une photo ?", None),
        ("", None),
    ],
)
def test_the_case_that_the_question_names_is_chosen(small: Territory, question: str, section: str | None) -> None:
    choice = choose_section(small.topics["passeport_demande"], question)
    assert (choice.section.title if choice else None) == section


def test_two_cases_at_once_are_left_to_the_general_answer(small: Territory, at: At) -> None:
    assert _text(small, at, "passeport_demande", "perdu, et c'est pour un mineur").startswith("Prenez rendez-vous")


def test_a_case_named_by_its_title_replaces_the_general_answer(small: Territory, at: At) -> None:
    found = answer(small, "passeport_demande", at(TUESDAY), "on m'a volé mon passeport")
    assert found.text.startswith("Perte ou vol\u00a0:\nFaites d’abord") and "photo" not in found.text
    assert found.cases == ("Pour un mineur", "Prix")


def test_a_word_found_only_in_a_case_adds_it_to_the_general_answer(small: Territory, at: At) -> None:
    text = _text(small, at, "passeport_demande", "où acheter le timbre fiscal")
    assert text.startswith("Prenez rendez-vous") and "Prix :\nLe timbre fiscal" in text


def test_a_stale_answer_is_announced_as_such(small: Territory, at: At) -> None:
    fresh = answer(small, "passeport_demande", at("2026-12-31T23:00"))
    stale = answer(small, "passeport_demande", at("2027-01-04T10:00"))
    assert not fresh.stale and "Attention" not in fresh.text
    assert stale.stale and "Attention\u00a0: cette réponse devait être revue avant le 31\u00a0décembre" in stale.text


def test_an_unknown_topic_is_an_error_in_french(small: Territory, at: At) -> None:
    with pytest.raises(KnowledgeError, match="pas de réponse") as caught:
        answer(small, "recettes", at(TUESDAY))
    assert caught.value.code == "knowledge"


def test_the_town_halls_hours_come_first_in_their_own_topic(small: Territory, at: At) -> None:
    assert _text(small, at, "horaires_mairie").startswith("La mairie est ouverte jusqu’à 12 h")
    assert _text(small, at, "horaires_mairie", "et samedi ?").startswith("Samedi 28 novembre, la mairie est ouverte")


def test_an_office_named_in_the_question_answers_for_itself(small: Territory, at: At) -> None:
    text = _text(small, at, "equipements_sport_piscine", "la piscine est ouverte dimanche ?")
    assert text.startswith("Dimanche 29 novembre, la piscine est ouverte de 10 h à 18 h.\nPiscine des Ondes, 3 rue")


def test_the_office_named_first_is_the_one_asked_about(small: Territory, at: At) -> None:
    text = _text(small, at, "equipements_sport_piscine", "la piscine de la mairie, elle ouvre quand ?")
    assert text.startswith("La piscine est fermée en ce moment.")


@pytest.mark.parametrize("question", ["", "🙂", "\x00", "\ud800", "/ouvert", "perdu " * 20_000])
def test_any_question_gets_an_answer(small: Territory, at: At, question: str) -> None:
    assert all("Source" in answer(small, code, at(TUESDAY), question).text for code in small.topics)


def test_a_day_named_for_another_reason_does_not_change_the_hours(small: Territory, at: At) -> None:
    text = _text(small, at, "passeport_demande", "je pars samedi, il me faut un passeport")
    assert "Horaires : du lundi au vendredi" in text


def test_collection_days_are_those_of_the_district_given(small: Territory, at: At) -> None:
    found = answer(small, "collecte_jours", at(TUESDAY), district="est")
    assert found.text.startswith("Quartier Est\u00a0: ordures ménagères le mardi")
    assert found.source == "Service des déchets"


def test_markets_and_events_are_the_next_ones(small: Territory, at: At) -> None:
    lines = _text(small, at, "agenda_marches").split("\n")
    assert lines[0] == (
        "Marché couvert, la halle : le mercredi et le samedi de 8 h à 13 h. "
        "Prochain marché : demain (mercredi 25 novembre)."
    )
    assert lines[2:4] == [
        "- mardi 8 décembre à 15 h : Don du sang, halle. Sans rendez-vous.",
        "- du 12 au 13 décembre : Marché de Noël, place Haute. Vingt chalets.",
    ]


def test_an_event_named_in_the_question_is_the_only_one_answered(small: Territory, at: At) -> None:
    text = _text(small, at, "agenda_marches", "c'est quand le don du sang ?")
    assert "Don du sang" in text and "Fête du port" not in text


def test_the_events_of_a_day_are_those_that_last_on_it(small: Territory, at: At) -> None:
    assert "Marché de Noël" in _text(small, at, "agenda_marches", "quoi le 13 décembre ?")
    assert "n’annonce rien d’autre" in _text(small, at, "agenda_marches", "quoi le 14 décembre ?")


@pytest.mark.parametrize(
    ("moment", "day"), [("2026-11-25T12:59", 25), ("2026-11-25T13:00", 28), ("2026-11-26T09:00", 28)]
)
def test_a_market_that_is_over_leaves_its_place_to_the_next(small: Territory, at: At, moment: str, day: int) -> None:
    assert next_market(small.agenda.markets[0], at(moment)).day == day


def test_an_event_is_announced_until_its_last_day_ends(small: Territory, at: At) -> None:
    titles = [event.title for event in upcoming_events(small, at("2026-12-13T20:00"))]
    assert titles == ["Marché de Noël", "Fête du port"]
