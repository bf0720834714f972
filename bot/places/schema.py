"""The tables of an index of places, one SQLite file.

`entry` is a street, a place or a hamlet; `name` its names taken apart (official, regional, usual);
`search` finds names by word and kind inside a scope (a commune, a cell of the map); `word` and `variant`
find the words that a misspelt one may stand for; `area` finds entries by position. Coordinates
are whole millionths of a degree.
"""

from __future__ import annotations

import sqlite3

VERSION = "5"
SCALE = 1_000_000
CELL = SCALE // 20
"""Side of a square of the map: a twentieth of a degree, 5.6 km from south to north."""

SCOPE_SQL = f"'c' || commune_id || ' k' || ((lat + {90 * SCALE}) / {CELL}) || 'x' || ((lon + {180 * SCALE}) / {CELL})"
"""The scope of an entry's names: its commune and its square."""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE commune (
    id INTEGER PRIMARY KEY, citycode TEXT NOT NULL UNIQUE, name TEXT NOT NULL, words TEXT NOT NULL,
    lat INTEGER NOT NULL DEFAULT 0, lon INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE commune_postcode (
    postcode TEXT NOT NULL, commune_id INTEGER NOT NULL, PRIMARY KEY (postcode, commune_id)
) WITHOUT ROWID;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT, commune_id INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
    old_city TEXT NOT NULL DEFAULT '', postcode TEXT NOT NULL DEFAULT '', address TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '', lat INTEGER NOT NULL DEFAULT 0, lon INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX entry_commune ON entry (commune_id, kind, name);
CREATE TABLE number (
    entry_id INTEGER NOT NULL, number INTEGER NOT NULL, suffix TEXT NOT NULL,
    lat INTEGER NOT NULL, lon INTEGER NOT NULL, preference INTEGER NOT NULL,
    PRIMARY KEY (entry_id, number, suffix)
) WITHOUT ROWID;
CREATE TABLE name (
    id INTEGER PRIMARY KEY AUTOINCREMENT, entry_id INTEGER NOT NULL, kind TEXT NOT NULL,
    core TEXT NOT NULL, plain TEXT NOT NULL, words TEXT NOT NULL, scope TEXT NOT NULL DEFAULT ''
);
CREATE INDEX name_entry ON name (entry_id);
CREATE TABLE word (
    word TEXT PRIMARY KEY, parts TEXT NOT NULL, names INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE variant (key TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (key, word)) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5 (
    words, scope, kind, content='name', content_rowid='id', tokenize="unicode61", detail='column'
);
CREATE VIRTUAL TABLE area USING rtree_i32 (id, west, east, south, north);
"""


def create(connection: sqlite3.Connection) -> None:
    """Makes the tables in an empty file."""
    connection.executescript(_TABLES)
    connection.execute("INSERT INTO meta VALUES ('version', ?)", (VERSION,))


def cells_around(lat: int, lon: int) -> list[str]:
    """The 3 x 3 squares of the map around a position in millionths, as words of a scope."""
    row, column = (lat + 90 * SCALE) // CELL, (lon + 180 * SCALE) // CELL
    return [f"k{row + north}x{column + east}" for north in (-1, 0, 1) for east in (-1, 0, 1)]


def commune_word(commune_id: int) -> str:
    """The commune as a word of a scope."""
    return f"c{commune_id}"
