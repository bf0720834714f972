"""A territory's index follows its files."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from bot.places import PlaceIndex, ensure_index, import_addresses
from tests.unit.places.conftest import BELRIVE, WriteCsv, ban_row


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "town"
    copy.mkdir()
    for name in ("addresses.csv", "places.csv"):
        shutil.copy(BELRIVE / name, copy)
    return copy


def test_the_index_of_the_demo_commune_is_made_in_less_than_two_seconds(folder: Path, tmp_path: Path) -> None:
    start = time.perf_counter()
    ensure_index(folder, tmp_path / "var")
    assert time.perf_counter() - start < 2


def test_an_index_that_is_up_to_date_is_left_alone(folder: Path, tmp_path: Path) -> None:
    index = ensure_index(folder, tmp_path / "var")
    made = index.stat().st_mtime_ns
    assert ensure_index(folder, tmp_path / "var") == index
    assert index.stat().st_mtime_ns == made


def test_a_changed_file_makes_the_index_again(folder: Path, tmp_path: Path) -> None:
    index = ensure_index(folder, tmp_path / "var")
    places = folder / "places.csv"
    places.write_text(places.read_text(encoding="utf-8").replace("Pont-Vieux", "Pont-Rouge"), encoding="utf-8")
    assert ensure_index(folder, tmp_path / "var") == index
    assert PlaceIndex.open(index).search("pont rouge")[0].label.startswith("Pont-Rouge")


def test_what_was_imported_by_hand_survives_a_change_of_the_territory(
    folder: Path, tmp_path: Path, write_csv: WriteCsv
) -> None:
    index = ensure_index(folder, tmp_path / "var")
    import_addresses([write_csv("ban.csv", ban_row(1, "Rue Inoubliable"))], index)
    (folder / "places.csv").unlink()
    ensure_index(folder, tmp_path / "var")
    assert PlaceIndex.open(index).search("1 rue Inoubliable")[0].city == "Argeval"


def test_an_unreadable_index_is_made_again(folder: Path, tmp_path: Path) -> None:
    index = ensure_index(folder, tmp_path / "var")
    index.write_bytes(b"spoilt")
    assert PlaceIndex.open(ensure_index(folder, tmp_path / "var")).search("12 rue Pasteur")


def test_a_territory_without_addresses_has_an_empty_index(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    assert PlaceIndex.open(ensure_index(tmp_path / "bare", tmp_path / "var")).search("12 rue Pasteur") == []
