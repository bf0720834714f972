"""The index of places in a real PostgreSQL answers as the one in SQLite does."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.places import PlaceIndex, PlaceIndexError, ensure_index, open_places
from bot.places.commands import import_files
from bot.places.postgres_store import PostgresStore, publish
from bot.settings import Settings, read_settings
from bot.territory.position import Position
from tests.postgres import running_postgres
from tests.unit.places.conftest import BELRIVE, WriteCsv, ban_row

with Path(__file__).with_name("citizen_spellings.csv").open(encoding="utf-8", newline="") as lines:
    TEXTS = [row["text"] for row in csv.DictReader(lines, delimiter=";")]
LEAST_ALIKE = 0.99
"""pg_trgm proposes other misspelt words than the keys of the SQLite index; their answers differ a little."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_postgres() as found:
        yield found


@pytest.fixture(scope="module")
def in_postgres(url: str, tmp_path_factory: pytest.TempPathFactory) -> PlaceIndex:
    publish(ensure_index(BELRIVE, tmp_path_factory.mktemp("var")), url)
    return PlaceIndex(PostgresStore(url))


def settings_with(url: str, var: Path) -> Settings:
    return replace(read_settings({"PARVIS_DATABASE_URL": url}), var=var)


def test_searches_answer_as_in_sqlite(in_postgres: PlaceIndex, belrive: PlaceIndex) -> None:
    same = sum(
        [one.label for one in in_postgres.search(text)[:1]] == [one.label for one in belrive.search(text)[:1]]
        for text in TEXTS
    )
    assert same / len(TEXTS) >= LEAST_ALIKE


@pytest.mark.parametrize(
    "text", ["angle rue Pasteur et boulevard Gambetta", "l'école", "12 rue pastuer", "rue \\ % _ ' x"]
)
def test_every_kind_of_search_answers(text: str, in_postgres: PlaceIndex, belrive: PlaceIndex) -> None:
    assert [one.label for one in in_postgres.search(text)] == [one.label for one in belrive.search(text)]


def test_a_position_answers_as_in_sqlite(in_postgres: PlaceIndex, belrive: PlaceIndex) -> None:
    for position in (Position(47.0, 1.0), Position(46.99, 1.003), Position(47.005, 0.99)):
        assert in_postgres.reverse(position, 3) == belrive.reverse(position, 3)


def test_publishing_again_replaces_the_index(url: str, in_postgres: PlaceIndex, tmp_path: Path) -> None:
    publish(ensure_index(BELRIVE, tmp_path), url)
    assert PlaceIndex(PostgresStore(url)).search("12 rue Pasteur")
    assert in_postgres.search("12 rue Pasteur")


def test_a_base_without_index_is_one_sentence(url: str) -> None:
    with pytest.raises(PlaceIndexError, match="n’est pas dans la base PostgreSQL"):
        PostgresStore(url.replace("/parvis?", "/postgres?"))


def test_an_import_shares_the_index_with_every_machine(url: str, tmp_path: Path, write_csv: WriteCsv) -> None:
    here, there = (settings_with(url, tmp_path / machine) for machine in ("here", "there"))
    import_files([write_csv("ban.csv", ban_row(3, "Rue du Lac-Perdu"))], here)
    assert open_places(there).search("3 rue du Lac Perdu Argeval")[0].city == "Argeval"
