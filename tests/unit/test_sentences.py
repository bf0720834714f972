"""Every sentence a resident reads is short, plain and well-typeset French, with vouvoiement."""

from __future__ import annotations

import pytest

from bot.conversations.plain_french import faults
from bot.conversations.sentences import texts


@pytest.mark.parametrize(("name", "text"), sorted(set(texts())))
def test_a_sentence_is_short_plain_and_well_set(name: str, text: str) -> None:
    assert not list(faults(text))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("mot " * 26, "plus de 25 mots"),
        ("Dis-moi où tu habites.", "tutoiement"),
        ("Votre ticket est ouvert.", "métier"),
        ("Que se passe-t-il ?", "insécable"),
        ("Ouvert dès 8 h demain.", "insécable"),
        ("J'écoute.", "apostrophe"),
        ("Donnez le numero.", "accent"),
        ("Ecrivez votre question.", "accent"),
    ],
)
def test_what_does_not_read_well_is_refused(text: str, fault: str) -> None:
    assert any(fault in told for told in faults(text))


def test_what_is_said_often_is_not_said_twice_in_the_same_words() -> None:
    said = list(texts())
    for name in (
        "utter_ask_report_form_place",
        "utter_ask_report_form_consent",
        "utter_report_recorded",
        "utter_saluer",
    ):
        assert len({text for other, text in said if other == name and len(text) > 20}) >= 2
