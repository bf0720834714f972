"""Writes sheets into an index that is being built."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import asdict

from bot.knowledge.sheets.sheet import Sheet
from bot.knowledge.sheets.terms import forms, stem
from bot.knowledge.words import fold, words_of_sheets

_INSERT = (
    "INSERT INTO sheet (code, kind, title, audience, theme, url, updated_on, description, folders, situations,"
    " services, reference_links, contacts, children) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_FORGET = (
    "DELETE FROM passage WHERE sheet_id = ?",
    "DELETE FROM field WHERE id = ?",
    "DELETE FROM sheet WHERE id = ?",
)


class SheetWriter:
    """One run of additions; a sheet that comes again takes the place of the old one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._forms: set[tuple[str, str]] = set()
        self.codes: set[str] = set()
        self.passages = 0

    def add(self, sheet: Sheet) -> None:
        self._forget(sheet.code)
        cursor = self._connection.execute(_INSERT, _row(sheet))
        number = int(cursor.lastrowid or 0)
        self._connection.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?)",
            (
                (number, place, json.dumps(passage.path, ensure_ascii=False), passage.text)
                for place, passage in enumerate(sheet.passages)
            ),
        )
        fields = (self._stems(text) for text in _fields(sheet))
        self._connection.execute("INSERT INTO field VALUES (?, ?, ?, ?, ?, ?)", (number, *fields))
        self.codes.add(sheet.code)
        self.passages += len(sheet.passages)

    def remove_others(self, audiences: Collection[str]) -> int:
        """Removes the sheets of these audiences that were not added in this run; returns how many."""
        rows = self._connection.execute("SELECT code, audience FROM sheet").fetchall()
        gone = [code for code, audience in rows if audience in audiences and code not in self.codes]
        for code in gone:
            self._forget(code)
        return len(gone)

    def finish(self) -> None:
        """Writes the words met, then builds the full-text table anew."""
        self._connection.executemany("INSERT OR IGNORE INTO form VALUES (?, ?)", sorted(self._forms))
        self._connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        self._connection.execute("INSERT INTO search (search) VALUES ('optimize')")

    def _forget(self, code: str) -> None:
        row = self._connection.execute("SELECT id FROM sheet WHERE code = ?", (code,)).fetchone()
        if row:
            for statement in _FORGET:
                self._connection.execute(statement, row)

    def _stems(self, text: str) -> str:
        found = [(fold(word), stem(word)) for word in forms(text)]
        self._forms.update(found)
        return " ".join(root for _, root in found)


def _row(sheet: Sheet) -> tuple[str | None, ...]:
    return (
        *(sheet.code, sheet.kind, sheet.title, sheet.audience, sheet.theme, sheet.url),
        sheet.updated_on.isoformat() if sheet.updated_on else None,
        sheet.description,
        *(_json(value) for value in (sheet.folders, sheet.situations)),
        *(_json([asdict(item) for item in items]) for items in (sheet.services, sheet.references, sheet.contacts)),
        _json(sheet.children),
    )


def _fields(sheet: Sheet) -> tuple[str, ...]:
    """The texts of schema.FIELDS."""
    titles = dict.fromkeys(title for passage in sheet.passages for title in passage.path)
    lead = " ".join((sheet.description, *sheet.situations, *titles, sheet.theme))
    body = " ".join(passage.text for passage in sheet.passages)
    return (sheet.title, " ".join(sheet.folders), words_of_sheets().get(sheet.code, ""), lead, body)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
