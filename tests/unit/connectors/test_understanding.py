"""What a message means before and beside the model."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.understanding import Choices, understand

NOTHING_SHOWN = Choices([], None)
FIRE = "au secours il y a le feu dans ma cuisine"


def _parsed(intent: str, *entities: str) -> Any:
    """A model that hears this in any words."""

    async def parse(text: str) -> dict[str, Any]:
        told = [{"entity": "adresse", "value": value, "start": 0, "end": 0} for value in entities]
        labels = [{"label": intent, "confidence": 0.9}]
        intent_heard = {"name": intent, "confidence": 0.9}
        return {"text": text, "intent": intent_heard, "entities": told, "labels": labels, "requests": [{}]}

    return parse


async def _fail(_text: str) -> dict[str, Any]:
    raise RuntimeError("the model is down")


async def test_a_danger_is_known_when_the_model_fails() -> None:
    understood = await understand({"text": FIRE}, NOTHING_SHOWN, _fail)

    assert understood["intent"]["name"] == "urgence"
    assert understood["intent"]["full_retrieval_intent_name"].startswith("urgence/")
    assert understood["entities"] == []


@pytest.mark.parametrize("number", ["K7F2-9QXM-R", "k7f29qxmr", "K7F2 9QXM R"])
async def test_the_number_of_a_request_is_found_in_a_sentence(number: str) -> None:
    text = f"j'ai le numéro {number} et pas de nouvelles"
    understood = await understand({"text": text}, NOTHING_SHOWN, _parsed("corriger", number))

    assert understood["intent"]["name"] == "suivre_demande"
    (entity,) = understood["entities"]
    assert (entity["entity"], entity["value"]) == ("reference", number)


@pytest.mark.parametrize("text", ["rappelez-moi au 06 39 98 12 34", "la voiture AB-123-CD", "au 12 rue pasteur demain"])
async def test_other_numbers_are_no_request(text: str) -> None:
    understood = await understand({"text": text}, NOTHING_SHOWN, _parsed("signaler"))

    assert understood["intent"]["name"] == "signaler"


async def test_letters_of_another_alphabet_are_answered_in_english() -> None:
    understood = await understand({"text": "Доброго дня"}, NOTHING_SHOWN, _parsed("demander"))

    assert understood["intent"]["name"] == "autre_langue"
    assert understood["entities"][0]["value"] == "en"
