"""Official sheets answer where the town has no answer, and ask what they distinguish."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.official import answer_officially
from actions.turn import Turn
from actions.utterance import Utterance
from bot.knowledge.sheets import import_sheets
from bot.knowledge.sheets.library import Library
from bot.territory import Territory, load_territory
from tests.unit.knowledge.official import publication, write_sheets

SMALL = Path(__file__).parents[1] / "territory" / "small"


@pytest.fixture(scope="module")
def town() -> Territory:
    return load_territory(SMALL)


@pytest.fixture
def turn(town: Territory, tmp_path: Path) -> Turn:
    import_sheets(write_sheets(tmp_path / "sheets"), tmp_path / "index.sqlite")
    now = datetime(2026, 11, 24, 10, 15, tzinfo=town.timezone)
    return Turn(cast(Any, None), town, cast(Any, None), "web:a", now, Library(tmp_path / "index.sqlite"))


def _said(turn: Turn, text: str, topic: str | None = None, **choice: str) -> list[dict[str, Any]]:
    utterance = Utterance(text, "demander", "demander", 1.0, 1.0, (), (), (), choice, None, None)
    dispatcher = CollectingDispatcher()
    answered = answer_officially(turn, dispatcher, utterance, turn.territory.topics[topic] if topic else None)
    assert bool(answered) == bool(dispatcher.messages)
    return cast(list[dict[str, Any]], dispatcher.messages)


def test_a_sheet_is_quoted_with_the_towns_own_office(turn: Turn) -> None:
    (message,) = _said(turn, "carte d'identité perdue par un mineur")
    assert message["response"] == "utter_answer" and message["custom"] == {"link": "https://sheets.example/F1"}
    text = message["answer"].replace("\u00a0", " ")
    assert "« Un parent déclare la perte. »" in text
    assert "Où s’adresser : Mairie de Valbourg, 1 place Haute, 99100 Valbourg. Ouvert jusqu’à 12 h." in text
    assert "En ligne : Pré-demande, https://services.example/perte" in text
    assert text.endswith("Source : service-public.fr, fiche F1, mise à jour le 2 mars 2026.")


def test_the_situation_is_asked_then_answered(turn: Turn) -> None:
    (message,) = _said(turn, "j'ai perdu ma carte d'identité")
    assert message["response"] == "utter_official_situation"
    assert [button["title"] for button in message["buttons"]] == ["Vous êtes majeur", "Vous êtes mineur"]
    chosen = json.loads(message["buttons"][1]["payload"].removeprefix("/choisir_sujet"))
    (answer,) = _said(turn, "Vous êtes mineur", **chosen)
    assert "Vous êtes mineur › Déclaration" in answer["answer"]


def test_a_folder_offers_its_sheets(turn: Turn) -> None:
    (message,) = _said(turn, "carte d'identité")
    assert message["response"] == "utter_official_which"
    titles = [button["title"].replace("\u00a0", " ") for button in message["buttons"]]
    assert titles == ["Carte d’identité : carte perdue", "Carte d’identité : carte volée"]


@pytest.mark.parametrize("text", ["un trou dans la route rue Haute", "bonjour", "", "ma carte de bus"])
def test_a_sheet_that_is_not_sure_says_nothing(turn: Turn, text: str) -> None:
    assert _said(turn, text) == []


def test_the_towns_own_answer_comes_first_unless_it_does_not_speak_of_the_matter(turn: Turn) -> None:
    assert _said(turn, "promener son chien sans laisse", topic="passeport_demande")
    assert _said(turn, "passeport perdu ou carte d'identité", topic="passeport_demande") == []


def test_without_any_sheet_nothing_is_said(turn: Turn, tmp_path: Path) -> None:
    turn.sheets = Library(tmp_path / "none.sqlite")
    assert _said(turn, "j'ai perdu ma carte d'identité") == []
    turn.sheets = None
    assert _said(turn, "j'ai perdu ma carte d'identité") == []


def test_a_new_import_is_taken_up_at_once(turn: Turn, tmp_path: Path) -> None:
    assert _said(turn, "élever des abeilles") == []
    body = "<Texte><Paragraphe>Les abeilles se déclarent chaque année.</Paragraphe></Texte>"
    (tmp_path / "F8.xml").write_text(publication("F8", "Élever des abeilles", body), encoding="utf-8")
    import_sheets(tmp_path / "F8.xml", tmp_path / "index.sqlite")
    os.utime(tmp_path / "index.sqlite", ns=(1, 1))
    assert "chaque année" in _said(turn, "élever des abeilles")[0]["answer"]


def test_an_index_of_another_version_hides_no_other_answer(turn: Turn, tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").write_bytes(b"")
    os.utime(tmp_path / "index.sqlite", ns=(1, 1))
    assert _said(turn, "j'ai perdu ma carte d'identité") == []
