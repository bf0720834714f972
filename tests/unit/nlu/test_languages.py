from __future__ import annotations

from pathlib import Path

import pytest

from nlu.evaluation.annotations import read_annotations
from nlu.languages import foreign_language

DATA = Path(__file__).parents[3] / "nlu" / "data"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is the town hall?", "en"),
        ("hello, i need help", "en"),
        ("there is a hole in the street in front of my house", "en"),
        ("hola necesito ayuda", "es"),
        ("hay un agujero en la calle", "es"),
        ("bom dia, preciso de ajuda", "pt"),
        ("a luz da minha rua não funciona", "pt"),
        ("guten tag, ich brauche hilfe", "de"),
        ("die laterne in meiner straße ist kaputt", "de"),
        ("buongiorno, ho bisogno di aiuto", "it"),
        ("c'è una buca in via Pasteur", "it"),
        ("مرحبا أحتاج مساعدة", "ar"),
    ],
)
def test_six_languages_are_told_apart(text: str, language: str) -> None:
    assert foreign_language(text) == language


@pytest.mark.parametrize(
    "text",
    ["", "😀", "12", "ok", "hello", "ciao", "see you", "le 2 non le 22", "ya un trou rue Lincoln"],
)
def test_what_a_french_speaker_writes_too_is_french(text: str) -> None:
    assert foreign_language(text) is None


def test_no_french_message_of_the_examples_is_taken_for_another_language() -> None:
    lines = [
        line.strip().removeprefix("- ")
        for path in DATA.glob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith("- ")
    ]
    assert len(lines) > 10_000
    assert [line for line in lines if foreign_language(read_annotations(line)[0])] == []
