"""References are short, readable aloud, and tell when a symbol was misread."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.requests.references import (
    ALPHABET,
    ReferenceInvalid,
    looks_like_reference,
    nearest_reference,
    new_reference,
    read_reference,
)


def test_a_reference_has_no_symbol_that_is_confused() -> None:
    assert not set("01ILOU") & set(ALPHABET)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]", new_reference())


def test_a_thousand_references_are_all_different() -> None:
    assert len({new_reference() for _ in range(1000)}) == 1000


def test_it_is_read_as_people_type_it() -> None:
    reference = new_reference()
    for typed in (
        reference.lower(),
        reference.replace("-", ""),
        f" {reference.replace('-', ' ')} ",
        f"n°{reference}"[2:],
    ):
        assert read_reference(typed) == reference


@given(position=st.integers(0, 8), symbol=st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_found(position: int, symbol: str) -> None:
    symbols = list(new_reference().replace("-", ""))
    if symbols[position] == symbol:
        return
    symbols[position] = symbol
    with pytest.raises(ReferenceInvalid):
        read_reference("".join(symbols))


@pytest.mark.parametrize("text", ["", "PV-2025-00417", "K7F2-9QXM", "0000-0000-0", "é" * 9, "K7F2-9QXM-RR"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(ReferenceInvalid):
        read_reference(text)


@pytest.mark.parametrize("text", ["{}", "n° {}", "ma demande {} !", "Réf. : {}"])
def test_a_message_that_is_only_a_reference_is_seen_as_one(text: str) -> None:
    assert all(looks_like_reference(text.format(new_reference())) for _ in range(50))


@pytest.mark.parametrize("text", ["K7F2-9QXM", "K7F29QXMRR", "k7f2.9qxm.r"])
def test_so_is_one_with_a_symbol_missing_or_too_many(text: str) -> None:
    assert looks_like_reference(text)


@pytest.mark.parametrize(
    "text", ["", "12 rue Pasteur", "0612345678", "06 12 34 56 78", "96380 Belrive", "passeport", "12h30 mardi", "RD214"]
)
def test_what_residents_write_otherwise_is_not(text: str) -> None:
    assert not looks_like_reference(text)


@pytest.mark.parametrize("text", ["K7F2-9QXN-R", "k7f29qxm", "c’est la K7F29QXMR", "K7F2 9QMX R"])
def test_the_nearest_of_my_references_is_found(text: str) -> None:
    assert nearest_reference(text, ["ABCD-EFGH-2", "K7F2-9QXM-R"]) == "K7F2-9QXM-R"


@pytest.mark.parametrize("text", ["", "K7F2", "où en est mon lampadaire rue Pasteur", "ZZZZ-YYYY-W"])
def test_another_reference_is_not_taken_for_mine(text: str) -> None:
    assert nearest_reference(text, ["K7F2-9QXM-R"]) is None
