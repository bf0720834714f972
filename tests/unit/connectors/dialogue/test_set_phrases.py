from __future__ import annotations

from typing import Any

import pytest

from bot.knowledge.words import fold
from connectors.dialogue.set_phrases import (
    AROUND_CRUDE,
    CRUDE,
    ERASE_ALL,
    LOOKING,
    MOMENT,
    NO_NEWS,
    PUZZLED,
    asks_for_delay,
)


def understood(text: str, label: str = "nlu_fallback", confidence: float = 0.3) -> dict[str, Any]:
    """What the model gives for these words."""
    return {"text": text, "requests": [{}], "entities": [], "labels": [{"label": label, "confidence": confidence}]}


def is_crude(text: str) -> bool:
    """Whether the words are crude and nothing else."""
    said = fold(text)
    return bool(CRUDE.search(said)) and not AROUND_CRUDE.sub("", CRUDE.sub("", said)).strip()


@pytest.mark.parametrize(
    "text",
    ["quel délai ?", "ça prend combien de temps", "c'est pour quand", "et ça sera fait quand", "ca va etre long ?"],
)
def test_a_question_on_the_delay_is_heard(text: str) -> None:
    assert asks_for_delay(understood(text))


@pytest.mark.parametrize("text", ["ca fait longtemps", "depuis combien de temps", "depuis lundi", "tous les jours"])
def test_other_words_of_time_ask_for_no_delay(text: str) -> None:
    assert not asks_for_delay(understood(text))


def test_the_delay_of_a_topic_is_the_topic_s() -> None:
    assert not asks_for_delay(understood("combien de temps pour un passeport", "demander/passeport_demande", 0.9))


@pytest.mark.parametrize("text", ["fils de pute", "salope", "espèce de gros con", "vous me faites chier", "enculés"])
def test_crude_words_alone_are_an_insult(text: str) -> None:
    assert is_crude(text)


@pytest.mark.parametrize("text", ["un cône au sol", "merde de chien au sol", "un connard garé devant chez moi"])
def test_crude_words_in_a_report_are_not(text: str) -> None:
    assert not is_crude(text)


@pytest.mark.parametrize("text", ["c'est quoi ce numéro ?", "quoi ?", "je comprends rien", "pourquoi vous demandez ça"])
def test_a_question_on_the_question_is_heard(text: str) -> None:
    assert PUZZLED.fullmatch(fold(text))


def test_erasing_everything_is_no_restart() -> None:
    assert ERASE_ALL.fullmatch(fold("Efface tout !"))
    assert not ERASE_ALL.fullmatch(fold("on recommence tout"))


@pytest.mark.parametrize(
    "text",
    [
        "attends",
        "deux secondes",
        "Attendez, je vérifie",
        "1 min svp",
        "une petite minute",
        "euh deux secondes je regarde",
    ],
)
def test_a_moment_asked_for_is_heard(text: str) -> None:
    assert MOMENT.fullmatch(fold(text))


@pytest.mark.parametrize("text", ["je regarde le nom de la rue", "je vérifie l'adresse", "laissez-moi vérifier"])
def test_who_looks_something_up_is_heard(text: str) -> None:
    assert LOOKING.fullmatch(fold(text))


@pytest.mark.parametrize(
    "text", ["attends c'est au 14", "attendez je me suis trompé", "je cherche la mairie", "j'attends depuis lundi"]
)
def test_words_that_say_more_ask_for_no_moment(text: str) -> None:
    assert not MOMENT.fullmatch(fold(text)) and not LOOKING.fullmatch(fold(text))


@pytest.mark.parametrize("text", ["stop les sms", "plus de notifications svp", "arrêtez de m'envoyer des messages"])
def test_no_more_news_is_heard(text: str) -> None:
    assert NO_NEWS.match(fold(text))
