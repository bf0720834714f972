"""Where a photo was taken is offered as the place, and never taken for it unasked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from actions.report_draft import ReportDraft
from actions.report_place import read_place, with_photo_place
from actions.turn import Turn
from actions.utterance import Utterance
from bot.territory import load_territory

SMALL = Path(__file__).parents[1] / "territory" / "small"
LABEL = "3 rue Haute, 99100 Valbourg"


@pytest.fixture
def turn() -> Turn:
    town = load_territory(SMALL)
    places = SimpleNamespace(reverse=lambda position, limit: [SimpleNamespace(label=LABEL)])
    now = datetime(2026, 11, 24, 10, 15, tzinfo=town.timezone)
    return Turn(cast(Any, None), town, cast(Any, places), "web:a", now)


def said(intent: str = "envoyer_photo", at: tuple[float, float] | None = None) -> Utterance:
    return Utterance("", intent, intent, 1.0, 1.0, (), (), (), {}, None, "a.jpg", at)


def test_it_is_proposed_and_a_yes_takes_it(turn: Turn) -> None:
    offered = with_photo_place(turn, ReportDraft(service_code="nid_de_poule"), said(at=(50.05, 10.15)))
    assert offered.place is None and [place["address"] for place in offered.proposals or ()] == [LABEL]
    taken = read_place(turn, offered, said("affirmer"))
    assert taken.place and (taken.place["latitude"], taken.place["address"]) == (50.05, LABEL)


@pytest.mark.parametrize("at", [None, (48.85, 2.35)], ids=["no position", "another town"])
def test_a_photo_from_nowhere_or_elsewhere_proposes_nothing(turn: Turn, at: tuple[float, float] | None) -> None:
    draft = ReportDraft(service_code="nid_de_poule")
    assert with_photo_place(turn, draft, said(at=at)) == draft


def test_a_place_that_is_known_stays(turn: Turn) -> None:
    draft = ReportDraft(service_code="nid_de_poule", place={"address": LABEL, "precise": True, "street": None})
    assert with_photo_place(turn, draft, said(at=(50.05, 10.15))) == draft
