"""The tables of an index of official sheets.

`sheet` holds what is shown, `passage` the text as it is quoted, `field` the stems of each sheet by field,
from which the full-text table is built, and `form` the stems of each written word, accents put aside.
"""

from __future__ import annotations

import sqlite3

VERSION = "2"
FIELDS = ("title", "folders", "words", "lead", "body")
"""Its title; its folders; what residents call its subject; its description, the titles inside it and its theme;
all of its text."""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sheet (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL,
    audience TEXT NOT NULL, theme TEXT NOT NULL, url TEXT NOT NULL, updated_on TEXT, description TEXT NOT NULL,
    folders TEXT NOT NULL, situations TEXT NOT NULL, services TEXT NOT NULL, reference_links TEXT NOT NULL,
    contacts TEXT NOT NULL, children TEXT NOT NULL
);
CREATE TABLE passage (
    sheet_id INTEGER NOT NULL, number INTEGER NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (sheet_id, number)
) WITHOUT ROWID;
CREATE TABLE field (id INTEGER PRIMARY KEY, title TEXT, folders TEXT, words TEXT, lead TEXT, body TEXT);
CREATE TABLE form (form TEXT NOT NULL, stem TEXT NOT NULL, PRIMARY KEY (form, stem)) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5 (
    title, folders, words, lead, body, content='field', content_rowid='id', tokenize='ascii'
);
CREATE VIRTUAL TABLE term USING fts5vocab ('search', 'row');
"""


def create(connection: sqlite3.Connection) -> None:
    """Makes the tables in an empty file."""
    connection.executescript(_TABLES)
    connection.execute("INSERT INTO meta VALUES ('version', ?)", (VERSION,))


def version(connection: sqlite3.Connection) -> str | None:
    """The version that made this file; None when it is no index."""
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(row[0]) if row else None
