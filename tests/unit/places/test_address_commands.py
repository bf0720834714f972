"""The commands print exactly what the interface promises."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.places import PlaceIndex
from bot.places.commands import AddressQueryError, import_files, reverse, search, search_lines
from bot.settings import Settings, read_settings
from bot.territory.position import Position
from tests.unit.places.conftest import WriteCsv, ban_row

KEYS = ["label", "housenumber", "street", "city", "postcode", "citycode", "lat", "lon", "kind", "score"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(read_settings({}), var=tmp_path / "var")


def test_a_line_of_json_is_answered_by_a_line_of_json(belrive: PlaceIndex) -> None:
    lines = [
        '{"q": "12 rue pasteur", "lat": null, "lon": null}',
        '{"q": "nulle part"}',
        '{"q": "la gare", "lat": 47, "lon": 1.0}',
    ]
    answers = [json.loads(line) for line in search_lines(belrive, lines)]
    assert list(answers[0]["candidates"][0]) == KEYS
    assert answers[0]["candidates"][0]["housenumber"] == "12"
    assert answers[1] == {"candidates": []}
    assert answers[2]["candidates"][0]["kind"] == "place"


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '{"text": "x"}',
        '{"q": 3}',
        '{"q": "x", "lat": "47", "lon": "1"}',
        '{"q": "x", "lat": 99, "lon": 1}',
        '{"q": "x", "lat": NaN, "lon": 1}',
    ],
)
def test_a_wrong_line_is_named(line: str, belrive: PlaceIndex) -> None:
    with pytest.raises(AddressQueryError, match="Ligne 2"):
        list(search_lines(belrive, ['{"q": "x"}', line]))


def test_search_prints_json_or_words(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    search("12 rue pasteur", None, True, settings)
    assert json.loads(capsys.readouterr().out)["candidates"][0]["label"] == "12 rue Pasteur, 96380 Belrive"
    search("12 rue pasteur", None, False, settings)
    assert "12 rue Pasteur, 96380 Belrive" in capsys.readouterr().out
    search("rue du Perroquet-Bleu", None, False, settings)
    assert capsys.readouterr().out == "Aucun lieu trouvé.\n"


def test_reverse_prints_json_or_words(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    reverse(Position(47.0, 1.0), True, settings)
    assert list(json.loads(capsys.readouterr().out)["candidates"][0]) == KEYS
    reverse(Position(46.0, 1.0), False, settings)
    assert capsys.readouterr().out == "Aucune adresse à moins de 300 m.\n"


def test_import_prints_what_was_taken_and_left_out(
    settings: Settings, write_csv: WriteCsv, capsys: pytest.CaptureFixture[str]
) -> None:
    import_files([write_csv("ban.csv", ban_row(1, "Rue Pasteur"), ban_row("", "Rue Zola"))], settings)
    assert capsys.readouterr().out == (
        "2 lignes lues, 1 adresses retenues, 1 voies et lieux-dits, 1 communes.\n"
        "1 lignes écartées, sans numéro lisible.\n"
    )
    search("1 rue Pasteur Argeval", None, True, settings)
    assert json.loads(capsys.readouterr().out)["candidates"][0]["city"] == "Argeval"
