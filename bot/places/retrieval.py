"""Fetches from an index the names that share a word with the text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

MOST_NAMES = 60
_COLUMNS = """
n.id, n.kind, n.core, e.id, e.kind AS entry_kind, e.name, e.old_city, e.postcode, e.address, e.lat, e.lon, e.commune_id
FROM name n JOIN entry e ON e.id = n.entry_id
"""


class Known(NamedTuple):
    """A name of the index with the street or place that bears it; coordinates in millionths."""

    name_id: int
    kind: str
    core: str
    entry: int
    entry_kind: str
    name: str
    old_city: str
    postcode: str
    address: str
    lat: int
    lon: int
    commune: int


def names_with(connection: sqlite3.Connection, words: Iterable[str], scope: Iterable[str] = ()) -> list[Known]:
    """The names that share most with these words; `scope` keeps to communes or squares of the map."""
    return _matching(connection, _all_of(words=_any_of(words), scope=_any_of(scope)), "ORDER BY rank")


def names_with_all(connection: sqlite3.Connection, words: Iterable[Iterable[str]], kinds: Iterable[str]) -> list[Known]:
    """The names that hold one word of each group, and are of one of these kinds when any is given."""
    return _matching(
        connection, _all_of(words=" AND ".join(f"({_any_of(group)})" for group in words), kind=_any_of(kinds))
    )


def _matching(connection: sqlite3.Connection, expression: str, order: str = "") -> list[Known]:
    if not expression:
        return []
    rows = connection.execute(
        f"SELECT {_COLUMNS} WHERE n.id IN (SELECT rowid FROM search WHERE search MATCH ? {order} LIMIT {MOST_NAMES})",  # noqa: S608
        (expression,),
    )
    return [Known(*row) for row in rows]


def _all_of(words: str, **others: str) -> str:
    """Nothing when no word is sought."""
    wanted = {"words": words, **others} if words else {}
    return " AND ".join(f"{column} : ({value})" for column, value in wanted.items() if value)


def named(connection: sqlite3.Connection, names: Iterable[int]) -> list[Known]:
    """The names with these identities."""
    return [Known(*row) for name in names for row in connection.execute(f"SELECT {_COLUMNS} WHERE n.id = ?", (name,))]


def places_of_kind(connection: sqlite3.Connection, kind: str) -> list[Known]:
    """All places whose name begins with this kind: every school, every park."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} WHERE n.kind = ? AND e.kind = 'place'"  # noqa: S608
        " AND n.id IN (SELECT rowid FROM search WHERE search MATCH ?)",
        (kind, f'words : "{kind}"'),
    )
    return [Known(*row) for row in rows]


def entries_in(connection: sqlite3.Connection, south: int, west: int, north: int, east: int) -> list[Known]:
    """Streets and places that touch a rectangle."""
    rows = connection.execute(
        "SELECT 0, '', '', e.id, e.kind, e.name, e.old_city, e.postcode, e.address, e.lat, e.lon, e.commune_id"
        " FROM area a JOIN entry e ON e.id = a.id"
        " WHERE a.west <= ? AND a.east >= ? AND a.south <= ? AND a.north >= ?",
        (east, west, north, south),
    )
    return [Known(*row) for row in rows]


def _any_of(words: Iterable[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)
