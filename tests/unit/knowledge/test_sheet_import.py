"""An import takes all or nothing, and the same files twice change nothing."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.knowledge.sheets import SheetFileError, SheetIndex, SheetIndexError, commands, import_sheets
from bot.knowledge.sheets.library import Library
from bot.settings import read_settings
from tests.unit.knowledge.official import DOG, publication, write_sheets


def _titles(index: Path, question: str) -> list[str]:
    opened = SheetIndex.open(index)
    try:
        return [found.sheet.title for found in opened.search(opened.read(question))]
    finally:
        opened.close()


def _archive(folder: Path) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("*.xml")):
            archive.write(path, path.name)
    return made.getvalue()


def test_a_folder_is_imported_and_counted(tmp_path: Path) -> None:
    summary = import_sheets(write_sheets(tmp_path / "sheets"), tmp_path / "index.sqlite")
    assert (summary.sheets, summary.others, summary.removed) == (4, 1, 0)
    assert commands.describe_import(summary).split("\n") == [
        "Fiches et dossiers importés\u00a0: 4. Passages\u00a0: 7.",
        "Fichiers laissés de côté, qui ne sont pas des fiches\u00a0: 1.",
    ]


def test_the_same_folder_or_its_archive_changes_nothing(tmp_path: Path) -> None:
    index, folder = tmp_path / "index.sqlite", write_sheets(tmp_path / "sheets")
    first = import_sheets(folder, index)
    before = _titles(index, "carte perdue")
    archive = tmp_path / "sheets.zip"
    archive.write_bytes(_archive(folder))
    assert import_sheets(folder, index) == import_sheets(archive, index) == first
    assert _titles(index, "carte perdue") == before


def test_a_sheet_that_left_a_full_set_is_removed_and_one_file_alone_removes_nothing(tmp_path: Path) -> None:
    index, folder = tmp_path / "index.sqlite", write_sheets(tmp_path / "sheets")
    import_sheets(folder, index)
    import_sheets(folder / "F2.xml", index)
    assert _titles(index, "chien en laisse")
    (folder / "F3.xml").unlink()
    assert import_sheets(folder, index).removed == 1
    assert _titles(index, "chien en laisse") == []


def test_another_audience_is_left_alone(tmp_path: Path) -> None:
    index, other = tmp_path / "index.sqlite", tmp_path / "other"
    import_sheets(write_sheets(tmp_path / "sheets"), index)
    other.mkdir()
    text = publication("F7", "Élevage de chiens", DOG, audience="Professionnels")
    (other / "F7.xml").write_text(text, encoding="utf-8")
    assert import_sheets(other, index).removed == 0
    assert set(_titles(index, "chien")) == {"Peut-on promener son chien sans laisse ?", "Élevage de chiens"}


@pytest.mark.parametrize(("cut", "said"), [(-200, "zip est tronquée"), (150, "zip est tronquée")])
def test_a_damaged_archive_leaves_the_index_as_it_was(tmp_path: Path, cut: int, said: str) -> None:
    index, folder = tmp_path / "index.sqlite", write_sheets(tmp_path / "sheets")
    import_sheets(folder, index)
    before, archive = index.read_bytes(), bytearray(_archive(folder))
    if cut > 0:
        archive[cut] ^= 0xFF
    (tmp_path / "cut.zip").write_bytes(archive if cut > 0 else archive[:cut])
    with pytest.raises(SheetFileError, match=said):
        import_sheets(tmp_path / "cut.zip", index)
    assert index.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cut.zip", "index.sqlite", "sheets"]


def test_one_bad_file_among_good_ones_changes_nothing(tmp_path: Path) -> None:
    index, folder = tmp_path / "index.sqlite", write_sheets(tmp_path / "sheets")
    import_sheets(folder, index)
    before = index.read_bytes()
    (folder / "F1.xml").write_text(publication("F1", "Carte trouvée", DOG), encoding="utf-8")
    (folder / "F9.xml").write_text("<Publication>", encoding="utf-8")
    with pytest.raises(SheetFileError, match=r"F9\.xml, ligne 1"):
        import_sheets(folder, index)
    assert index.read_bytes() == before


@pytest.mark.parametrize("name", ["empty", "none.xml", "none.zip"])
def test_a_place_without_sheets_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SheetFileError, match=name):
        import_sheets(tmp_path / name, tmp_path / "index.sqlite")
    assert not (tmp_path / "index.sqlite").exists()


def test_an_index_that_is_missing_or_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(SheetIndexError, match="Aucune fiche officielle"):
        SheetIndex.open(tmp_path / "index.sqlite")
    (tmp_path / "index.sqlite").write_text("rien", encoding="utf-8")
    with pytest.raises(SheetIndexError, match="autre version"):
        SheetIndex.open(tmp_path / "index.sqlite")
    with pytest.raises(SheetIndexError, match="supprimez-le"):
        import_sheets(write_sheets(tmp_path / "sheets"), tmp_path / "index.sqlite")
    assert (tmp_path / "index.sqlite").read_text(encoding="utf-8") == "rien"


def test_an_index_of_another_version_is_made_anew_and_until_then_answers_nothing(tmp_path: Path) -> None:
    sheets, index = write_sheets(tmp_path / "sheets"), tmp_path / "index.sqlite"
    import_sheets(sheets, index)
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("UPDATE meta SET value = '0'")
        connection.commit()
    library = Library(index)
    assert library.index() is None
    summary = import_sheets(sheets, index)
    assert summary.remade and "refait" in commands.describe_import(summary)
    assert not import_sheets(sheets, index).remade
    assert library.index() is not None


def test_questions_are_answered_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = replace(read_settings({}), var=tmp_path)
    commands.import_from(write_sheets(tmp_path / "sheets"), settings)
    capsys.readouterr()
    commands.answer(None, ['{"q": "on m\'a volé ma carte d\'identité"}\n', "\n", '{"q": "zzz"}\n'], False, settings)
    found, nothing = map(json.loads, capsys.readouterr().out.splitlines())
    assert found["sheet"]["id"] == "F2" and found["sheet"]["date"] == "2026-03-02"
    assert found["sheet"]["url"] == "https://sheets.example/F2"
    assert [candidate["id"] for candidate in found["candidates"]][:3] == ["F2", "N9", "F1"]
    assert nothing["sheet"] is None and nothing["candidates"] == []
    with pytest.raises(commands.QuestionLineError, match="Ligne 1"):
        commands.answer(None, ['{"question": 1}'], False, settings)
