"""Every sentence a resident reads is short, plain and well-typeset French, with vouvoiement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
MOST_WORDS = 25
TUTOIEMENT = re.compile(r"\b(?:tu|toi|te|ton|ta|tes)\b|\bt’", re.IGNORECASE)
JARGON = re.compile(
    r"\b(?:ticket|back.?office|bot|chatbot|intent|slot|formulaire|workflow|process|usager|administré|susmentionné|diligenter)\b",
    re.IGNORECASE,
)
BAD_SPACE = re.compile(r" [;:!?»%€]|« |\d h |\d h$|(?<=\d) (?=\d{2,3}\b)")


def sentences() -> Iterator[tuple[str, str]]:
    """Each text and title of the domain's responses, with the name of its response."""
    reader = YAML(typ="safe", pure=True)
    for file in sorted((ROOT / "bot" / "domain").glob("responses_*.yml")):
        for name, variants in reader.load(file.read_text(encoding="utf-8"))["responses"].items():
            for variant in variants:
                yield name, variant["text"]
                yield from ((name, button["title"]) for button in variant.get("buttons", ()))


@pytest.mark.parametrize(("name", "text"), sorted(set(sentences())))
def test_a_sentence_is_short_plain_and_well_set(name: str, text: str) -> None:
    # A full stop, a question mark or an exclamation mark ends a sentence; a semicolon does not.
    for sentence in re.split(r"(?<=[.!?…])\s+", text):
        assert len(sentence.split()) <= MOST_WORDS, sentence
    assert not TUTOIEMENT.search(text)
    assert not JARGON.search(text)
    assert not BAD_SPACE.search(text), "an ordinary space stands where a non-breaking one belongs"
    assert "'" not in text, "the typographic apostrophe is ’"


def test_what_is_said_often_is_not_said_twice_in_the_same_words() -> None:
    said = list(sentences())
    for name in (
        "utter_ask_report_form_place",
        "utter_ask_report_form_consent",
        "utter_report_recorded",
        "utter_saluer",
    ):
        assert len({text for other, text in said if other == name and len(text) > 20}) >= 2
