"""Words are compared by sound, in full and as figures; a text gives up its number and its surroundings."""

from __future__ import annotations

import pytest

from bot.places.names import read_name
from bot.places.numerals import with_figures
from bot.places.query import read_query
from bot.places.spelling import sound
from bot.places.surroundings import without_surroundings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pasteur", "pasteure"),
        ("gambetta", "gambeta"),
        ("acacias", "acassia"),
        ("eglise", "eglize"),
        ("hugo", "ugo"),
        ("gaulle", "gole"),
        ("general", "jeneral"),
        ("republique", "republik"),
        ("peupliers", "peuplier"),
        ("chateau", "chato"),
        ("mediatheque", "mediatek"),
        ("pecheurs", "paicheur"),
    ],
)
def test_words_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("roses", "roches"), ("stade", "saule"), ("lilas", "lyon")])
def test_words_that_sound_different_do_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("dix neuf mars", "19 mars"),
        ("quatre vingt dix sept", "97"),
        ("vingt et un", "21"),
        ("soixante et onze", "71"),
        ("mille neuf cent quarante cinq", "1945"),
        ("deux ponts", "2 ponts"),
        ("louis xiv", "louis 14"),
        ("premier mai", "1 mai"),
        ("rue et place", "rue et place"),
    ],
)
def test_numbers_in_words_become_figures(words: str, figures: str) -> None:
    assert " ".join(with_figures(words.split())) == figures


@pytest.mark.parametrize(
    ("name", "kind", "core"),
    [
        ("Rue du Général-de-Gaulle", "rue", "general gaulle"),
        ("R du Gal De Gaulle", "rue", "general gaulle"),
        ("Bd St Michel", "boulevard", "saint michel"),
        ("Grande Rue", "", "granderue"),
        ("Gde Rue", "", "granderue"),
        ("Route départementale 214", "", "d214"),
        ("RD 214", "", "d214"),
        ("Zone artisanale du Moulin", "za", "moulin"),
        ("Rue du 1er Mai", "rue", "1 mai"),
        ("Rue Notre-Dame", "rue", "notredame"),
        ("CAPUCINES", "", "capucines"),
    ],
)
def test_a_name_is_a_kind_and_a_core(name: str, kind: str, core: str) -> None:
    read = read_name(name)
    assert (read.kind, " ".join(read.core)) == (kind, core)


@pytest.mark.parametrize(
    ("text", "number", "suffix"),
    [
        ("12bis rue Pasteur", 12, "bis"),
        ("12 bis rue Pasteur", 12, "bis"),
        ("12 b rue Pasteur", 12, "b"),
        ("12b rue Pasteur", 12, "b"),
        ("12r Pasteur", 12, ""),
        ("n°12, rue Pasteur", 12, ""),
        ("8 rue du 8 mai", 8, ""),
    ],
)
def test_a_house_number_keeps_its_suffix(text: str, number: int, suffix: str) -> None:
    first = next(word for word in read_query(text).words if word.number is not None)
    assert (first.number, first.suffix) == (number, suffix)


@pytest.mark.parametrize(
    "text",
    [
        "12 rue pasteur 3 etage",
        "12 rue pasteur bat b appt 34",
        "12 rue pasteur bp 40123",
        "12 rue pasteur depuis 14h30",
        "12 rue pasteur, 06 39 98 12 34",
        "12 rue pasteur il y a 2 sacs",
    ],
)
def test_floors_boxes_hours_and_quantities_are_no_house_numbers(text: str) -> None:
    assert [word.number for word in read_query(text).words if word.number is not None] == [12]


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("12 rue pasteur 96380 belrive", "96380"),
        ("32bis rue des vosges93290", "93290"),
        ("7 avenue leon-blum 31507 toulouse cedex 5", "31"),
        ("2 allee jules guesde bp 7015 31068 toulouse", "31"),
        ("12 rue pasteur", ""),
    ],
)
def test_the_postcode_is_taken_out_and_a_cedex_tells_the_departement_only(text: str, postcode: str) -> None:
    assert without_surroundings(text)[1] == postcode
