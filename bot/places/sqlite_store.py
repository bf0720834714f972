"""An index in a SQLite file: words by FTS5, positions by R-tree, misspelt words by the keys they share."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from bot.places.errors import PlaceIndexError
from bot.places.schema import VERSION
from bot.places.store import CommuneRow, Known, Number, Spelling
from bot.places.words_writer import keys_of, sound_key

_MAPPED_BYTES = 1 << 30
"""The file is read where the system keeps it in memory; what lies beyond is read as usual."""
_MOST_BEGINNINGS = 20
_COLUMNS = """
n.id, n.kind, n.core, e.id, e.kind AS entry_kind, e.name, e.old_city, e.postcode, e.address, e.lat, e.lon, e.commune_id
FROM name n JOIN entry e ON e.id = n.entry_id
"""


class SqliteStore:
    """Read-only; may be shared by the tasks of one process."""

    def __init__(self, path: Path) -> None:
        """Opens an index; raises PlaceIndexError."""
        try:
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
            version = self._connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        except sqlite3.DatabaseError:
            raise PlaceIndexError(f"L’index d’adresses {path} manque ou n’est pas lisible.") from None
        if version != (VERSION,):
            raise PlaceIndexError(
                f"L’index d’adresses {path} vient d’une autre version : importez de nouveau les adresses."
            )

    def communes(self) -> Iterable[CommuneRow]:
        return map(CommuneRow._make, self._rows("SELECT id, citycode, name, words FROM commune"))

    def postcodes(self) -> Iterable[tuple[str, int]]:
        return self._rows("SELECT postcode, commune_id FROM commune_postcode")

    def meanings(self, words: Collection[str]) -> list[str]:
        rows = self._rows(f"SELECT parts FROM word WHERE word IN ({_marks(words)})", *words)  # noqa: S608
        return [parts for (parts,) in rows]

    def alike(self, word: str) -> list[tuple[str, str]]:
        return self._sharing(set(keys_of(word)))

    def same_sound(self, words: Collection[str]) -> list[tuple[str, str]]:
        return self._sharing({sound_key(word) for word in words})

    def beginning_with(self, letters: str) -> list[str]:
        sql = f"SELECT parts FROM word WHERE word >= ? AND word < ? LIMIT {_MOST_BEGINNINGS}"  # noqa: S608
        return [parts for (parts,) in self._rows(sql, letters, letters + "{")]

    def frequencies(self, words: Collection[str]) -> dict[str, int]:
        return dict(self._rows(f"SELECT word, names FROM word WHERE word IN ({_marks(words)})", *words))  # noqa: S608

    def names_sharing(self, words: Collection[str], scope: Collection[str], limit: int) -> list[tuple[int, str]]:
        return self._rows(
            "SELECT n.id, n.words FROM search s JOIN name n ON n.id = s.rowid WHERE search MATCH ? LIMIT ?",
            _all_of(words=_any_of(words), scope=_any_of(scope)), limit,
        ) if words else []  # fmt: skip

    def names_with_all(self, groups: Sequence[Sequence[str]], kinds: Collection[str], limit: int) -> list[Known]:
        words = " AND ".join(f"({_any_of(group)})" for group in groups)
        sql = f"SELECT {_COLUMNS} WHERE n.id IN (SELECT rowid FROM search WHERE search MATCH ? LIMIT ?)"  # noqa: S608
        return self._known(sql, _all_of(words=words, kind=_any_of(kinds)), limit) if groups else []

    def named(self, names: Collection[int]) -> list[Known]:
        return self._known(f"SELECT {_COLUMNS} WHERE n.id IN ({_marks(names)})", *names)

    def places_of_kind(self, kind: str) -> list[Known]:
        return self._known(
            f"SELECT {_COLUMNS} WHERE n.kind = ? AND e.kind = 'place'"  # noqa: S608
            " AND n.id IN (SELECT rowid FROM search WHERE search MATCH ?)",
            kind, _all_of(words=_any_of([kind])),
        )  # fmt: skip

    def entries_in(self, south: int, west: int, north: int, east: int) -> list[Known]:
        return self._known(
            "SELECT 0, '', '', e.id, e.kind, e.name, e.old_city, e.postcode, e.address, e.lat, e.lon, e.commune_id"
            " FROM area a JOIN entry e ON e.id = a.id"
            " WHERE a.west <= ? AND a.east >= ? AND a.south <= ? AND a.north >= ?",
            east, west, north, south,
        )  # fmt: skip

    def numbers_near(self, entry: int, number: int) -> list[Number]:
        sql = "SELECT number, suffix, lat, lon FROM number WHERE entry_id = ? ORDER BY abs(number - ?), suffix LIMIT 12"
        return list(map(Number._make, self._rows(sql, entry, number)))

    def numbers_of(self, entry: int) -> list[Number]:
        sql = "SELECT number, suffix, lat, lon FROM number WHERE entry_id = ? ORDER BY number, suffix"
        return list(map(Number._make, self._rows(sql, entry)))

    def spellings(self, scope: str) -> list[Spelling]:
        rows = self._rows(
            "SELECT id, plain, kind, core FROM name WHERE id IN (SELECT rowid FROM search WHERE search MATCH ?)",
            _all_of(scope=_any_of([scope])),
        )
        return list(map(Spelling._make, rows))

    def close(self) -> None:
        self._connection.close()

    def _rows(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        return self._connection.execute(sql, values).fetchall()

    def _known(self, sql: str, *values: object) -> list[Known]:
        return list(map(Known._make, self._rows(sql, *values)))

    def _sharing(self, keys: Collection[str]) -> list[tuple[str, str]]:
        return self._rows(
            "SELECT DISTINCT w.word, w.parts FROM variant v JOIN word w USING (word)"  # noqa: S608
            f" WHERE v.key IN ({_marks(keys)})",
            *keys,
        )


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _all_of(**columns: str) -> str:
    """An expression of FTS5: each column that is sought must match."""
    return " AND ".join(f"{column} : ({value})" for column, value in columns.items() if value)


def _any_of(words: Iterable[str]) -> str:
    return " OR ".join(_quoted(words))


def _quoted(words: Iterable[str]) -> Iterator[str]:
    return (f'"{word}"' for word in words)
