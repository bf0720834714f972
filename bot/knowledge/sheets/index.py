"""The index of official sheets, opened for questions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from bot.knowledge.sheets.errors import SheetIndexError
from bot.knowledge.sheets.query import Question, Vocabulary, read_question
from bot.knowledge.sheets.schema import VERSION, version
from bot.knowledge.sheets.searching import search
from bot.knowledge.sheets.sheet import Contact, Link, Passage, Sheet

_SELECT = (
    "SELECT id, code, kind, title, audience, theme, url, updated_on, description, folders, situations,"
    " services, reference_links, contacts, children FROM sheet"
)


@dataclass(frozen=True)
class Found:
    """A sheet with its score, from 0 to 1, and the part of the question told by what it is called."""

    sheet: Sheet
    score: float
    told: float


class SheetIndex:
    """Answers from one index file; several threads must not share one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._vocabulary = _vocabulary(connection)

    @classmethod
    def open(cls, path: Path) -> SheetIndex:
        """Open an index made by import_sheets; raises SheetIndexError."""
        try:
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
        except sqlite3.OperationalError:
            raise SheetIndexError(
                "Aucune fiche officielle n’est importée\u00a0: lancez «\u00a0parvis knowledge import\u00a0»."
            ) from None
        if version(connection) != VERSION:
            raise SheetIndexError(
                f"L’index de fiches {path} manque ou vient d’une autre version\u00a0: importez de nouveau les fiches."
            )
        return cls(connection)

    def close(self) -> None:
        self._connection.close()

    def read(self, text: str) -> Question:
        """A question in the words of this index."""
        return read_question(text, self._vocabulary)

    def search(self, question: Question, limit: int = 5) -> list[Found]:
        """The sheets that may answer, the best first; nothing when no word of the question is in any."""
        hits = search(self._connection, question, limit)
        return [Found(self._sheet("id", hit.id), hit.score, hit.told) for hit in hits]

    def sheet(self, code: str) -> Sheet | None:
        """The sheet of that code (F1341)."""
        known = self._connection.execute("SELECT 1 FROM sheet WHERE code = ?", (code,)).fetchone()
        return self._sheet("code", code) if known else None

    def _sheet(self, column: Literal["id", "code"], value: int | str) -> Sheet:
        number, *row = self._connection.execute(f"{_SELECT} WHERE {column} = ?", (value,)).fetchone()
        passages = self._connection.execute(
            "SELECT path, text FROM passage WHERE sheet_id = ? ORDER BY number", (number,)
        )
        return _read_row(row, tuple(Passage(tuple(json.loads(path)), text) for path, text in passages))


def _read_row(row: Sequence[str], passages: tuple[Passage, ...]) -> Sheet:
    code, kind, title, audience, theme, url, updated_on, description, *lists = row
    folders, situations, services, references, contacts, children = map(json.loads, lists)
    return Sheet(
        code=code,
        kind=kind,
        title=title,
        audience=audience,
        theme=theme,
        url=url,
        updated_on=date.fromisoformat(updated_on) if updated_on else None,
        description=description,
        folders=tuple(folders),
        situations=tuple(situations),
        passages=passages,
        services=tuple(Link(**item) for item in services),
        references=tuple(Link(**item) for item in references),
        contacts=tuple(Contact(**item) for item in contacts),
        children=tuple((child, name) for child, name in children),
    )


def _vocabulary(connection: sqlite3.Connection) -> Vocabulary:
    counts = dict(connection.execute("SELECT term, doc FROM term"))
    form_stems: dict[str, tuple[str, ...]] = {}
    for form, stem in connection.execute("SELECT form, stem FROM form"):
        if stem in counts:
            form_stems[form] = (*form_stems.get(form, ()), stem)
    (sheets,) = connection.execute("SELECT count(*) FROM sheet").fetchone()
    return Vocabulary(form_stems, counts, sheets)
