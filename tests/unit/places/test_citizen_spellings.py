"""Four hundred ways in which people of Belrive write a place, in citizen_spellings.csv.

confidence: `sure` (found, 0.85 or more), `any` (found, to be asked perhaps), `unsure` (nothing, or
to be asked), `none` (nothing at all).
"""

from __future__ import annotations

import csv
import statistics
import time
from pathlib import Path

import pytest

from bot.places import SURE, Candidate, PlaceIndex

with Path(__file__).with_name("citizen_spellings.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines, delimiter=";"))

OUT_OF_REACH = {"25 avenue jean joresse"}
"""Spellings that we know we do not find: nothing is said then."""


def name_of(candidate: Candidate) -> str:
    return candidate.label.split(",")[0] if candidate.kind == "place" else candidate.street


def is_the_place(candidate: Candidate, case: dict[str, str]) -> bool:
    return (
        candidate.kind == case["kind"]
        and case["name"] in ("", name_of(candidate))
        and case["house_number"] in ("", candidate.house_number)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_place_is_found_as_people_write_it(case: dict[str, str], belrive: PlaceIndex) -> None:
    found = belrive.search(case["text"])
    if case["confidence"] == "none" or case["text"] in OUT_OF_REACH:
        assert found == []
    elif case["confidence"] == "unsure":
        assert not found or found[0].score < SURE
    else:
        assert found
        assert is_the_place(found[0], case), found[0]
        assert found[0].score >= SURE or case["confidence"] == "any"


def test_half_of_the_searches_take_less_than_three_milliseconds(belrive: PlaceIndex) -> None:
    durations = []
    for case in CASES:
        start = time.perf_counter()
        belrive.search(case["text"])
        durations.append(time.perf_counter() - start)
    assert statistics.median(durations) < 0.003


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800", "😀😀", "/", "/start", "a" * 100_000, "12 " * 5_000, "'\"*()"]
)
def test_a_text_that_is_no_place_gives_nothing(text: str, belrive: PlaceIndex) -> None:
    assert belrive.search(text) == []
