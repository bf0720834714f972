from __future__ import annotations

import phonenumbers
import pytest

from bot.knowledge import elsewhere
from bot.knowledge.elsewhere import body_in_charge


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("mon compte caf est bloqué", "CAF"),
        ("je veux renouveler mon permis de conduire", "France Titres"),
        ("où payer mes impôts sur le revenu", "impôts"),
        ("je cherche du travail", "France Travail"),
        ("titre de séjour expiré", "préfecture"),
        ("le collège de mon fils", "Département"),
        ("carte vitale perdue", "Assurance maladie"),
    ],
)
def test_whose_business_it_is(question: str, name: str) -> None:
    body = body_in_charge(question)
    assert body is not None
    assert name in body.name


@pytest.mark.parametrize("question", ["", "une recette de crêpes", "l'été sera chaud", "ma cafetière"])
def test_nobody_is_named_at_random(question: str) -> None:
    assert body_in_charge(question) is None


def test_every_body_can_be_reached() -> None:
    for body in elsewhere._bodies():
        assert body.link.startswith("https://")
        if body.phone:
            number = phonenumbers.parse(body.phone, "FR")
            assert phonenumbers.is_valid_number(number) or phonenumbers.is_possible_short_number(number), body.phone
