"""References are short, readable aloud, and tell when a symbol was misread."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.requests.references import ALPHABET, ReferenceInvalid, new_reference, read_reference


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
