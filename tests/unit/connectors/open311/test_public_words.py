"""What of posted words is published."""

from __future__ import annotations

import time

import pytest

from connectors.open311.public_words import published


@pytest.mark.parametrize(
    "secret",
    [
        "06 12 34 56 78",
        "06.12.34.56.78",
        "0612345678",
        "+33 6 12 34 56 78",
        "+33(0)612345678",
        "06-12-34-56-78",
        "06\u00a012\u00a034\u00a056\u00a078",
        "1 85 05 78 006 084 36",
        "zoe.martin@courriel.example",
        "zoe @ courriel.example",
    ],
)
def test_numbers_and_addresses_of_people_are_taken_out(secret: str) -> None:
    assert published(f"Un trou, appelez {secret} merci") == "Un trou, appelez […] merci"


def test_the_rest_is_left_as_it_is() -> None:
    words = "Trou de 40 cm au 12 bis rue Pasteur, depuis 3 jours (96380 Belrive), réf. K7F2-9QXM-R"

    assert published(words) == words
    assert published("") is None


@pytest.mark.parametrize("words", ["1 " * 2000, "a" * 4000, "a@" * 2000, "a." * 2000, "1" * 4000, "@a." * 1300])
def test_hostile_words_take_no_time(words: str) -> None:
    start = time.process_time()
    for _ in range(10):
        published(words)
    assert time.process_time() - start < 1
