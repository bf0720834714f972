from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from bot.knowledge import answer
from bot.knowledge.operators import describe_operator, named_operator
from bot.territory import Territory

At = Callable[[str], datetime]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("j'ai une PANNE de courant", "enedis"),
        ("le numéro d’Enedis", "enedis"),
        ("le syndicat d'énergie", "syndicat"),
        ("une panne de lampadaire", None),
        ("", None),
    ],
)
def test_an_operator_is_named_by_its_name_or_its_business(small: Territory, question: str, code: str | None) -> None:
    found = named_operator(small, question)
    assert (found.code if found else None) == code


def test_its_numbers_say_when_somebody_answers(small: Territory, at: At) -> None:
    text = describe_operator(small, small.operators["enedis"], at("2026-11-24T10:15")).replace("\u00a0", " ")
    assert text.split("\n") == [
        "Enedis s’occupe du réseau électrique.",
        "3400 (dépannage), le lundi et le mercredi de 9 h à 17 h ; personne n’y répond en ce moment.",
        "0 800 47 33 33 (urgence), jour et nuit.",
    ]


def test_an_answer_says_whose_business_it_is(small: Territory, at: At) -> None:
    text = answer(small, "horaires_mairie", at("2026-11-24T10:15"), "panne de courant à la mairie ?").text
    assert "Enedis s’occupe du réseau électrique." in text
