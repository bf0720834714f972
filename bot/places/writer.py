"""Writes streets, numbers and places into an index that is being built."""

from __future__ import annotations

import sqlite3
from typing import Literal

from bot.places.address_rows import AddressRow
from bot.places.names import read_name
from bot.places.place_rows import PlaceRow
from bot.places.schema import SCALE, SCOPE_SQL
from bot.places.words_writer import WordsWriter

EntryKind = Literal["street", "locality", "place"]
Source = Literal["", "facilities"]
"""Places of the territory's own file, or of an imported list of facilities: one does not replace the other."""

_BATCH = 5_000
_NEW_NAMES = "SELECT id, words, scope, kind FROM name WHERE entry_id > ?"
_MIDDLE = """
UPDATE entry SET (lat, lon) = (
    SELECT n.lat, n.lon FROM number n,
        (SELECT avg(lat) AS lat, avg(lon) AS lon FROM number WHERE entry_id = entry.id) AS mean
    WHERE n.entry_id = entry.id ORDER BY abs(n.lat - mean.lat) + abs(n.lon - mean.lon) LIMIT 1
) WHERE id > ? AND kind = 'street'
"""
_LIMITS = """
INSERT INTO area SELECT entry_id, min(lon), max(lon), min(lat), max(lat)
FROM number WHERE entry_id > ? GROUP BY entry_id
"""
_POINTS = "INSERT INTO area SELECT id, lon, lon, lat, lat FROM entry WHERE id > ? AND kind <> 'street'"
_SCOPES = f"UPDATE name SET scope = (SELECT {SCOPE_SQL} FROM entry WHERE id = entry_id) WHERE entry_id > ?"  # noqa: S608
_DOUBLES = """
SELECT l.id FROM entry l JOIN entry s ON s.commune_id = l.commune_id AND s.kind = 'street' AND s.name = l.name
WHERE l.id > ? AND l.kind = 'locality'
"""
_FORGET = (
    "INSERT INTO search (search, rowid, words, scope, kind)"
    " SELECT 'delete', id, words, scope, kind FROM name WHERE entry_id IN (SELECT id FROM old)",
    "DELETE FROM name WHERE entry_id IN (SELECT id FROM old)",
    "DELETE FROM number WHERE entry_id IN (SELECT id FROM old)",
    "DELETE FROM area WHERE id IN (SELECT id FROM old)",
    "DELETE FROM entry WHERE id IN (SELECT id FROM old)",
)
_CENTRES = """
UPDATE commune SET (lat, lon) = (SELECT avg(lat), avg(lon) FROM entry WHERE commune_id = commune.id)
WHERE id IN (SELECT commune_id FROM entry WHERE id > ?)
"""
_POSTCODES = """
INSERT OR IGNORE INTO commune_postcode
SELECT DISTINCT postcode, commune_id FROM entry WHERE id > ? AND postcode <> ''
"""
_ONLY_POSTCODE = """
UPDATE entry SET postcode = (SELECT min(postcode) FROM commune_postcode p WHERE p.commune_id = entry.commune_id)
WHERE id > ? AND postcode = '' AND 1 = (SELECT count(*) FROM commune_postcode p WHERE p.commune_id = entry.commune_id)
"""
_FREQUENCIES = (
    "CREATE VIRTUAL TABLE temp.held USING fts5vocab (main, search, col)",
    "UPDATE word SET names = coalesce((SELECT doc FROM held WHERE term = word.word AND col = 'words'), 0)",
    "DROP TABLE temp.held",
)


class IndexWriter:
    """One run of additions: everything of a commune is replaced the first time it is met."""

    def __init__(self, connection: sqlite3.Connection, *, replaces: tuple[EntryKind, ...], source: Source = "") -> None:
        self._connection = connection
        self._replaces, self._source = replaces, source
        self._words = WordsWriter(connection)
        self._communes: dict[str, int] = {}
        self._entries: dict[tuple[str, str, bool], int] = {}
        self._citycode = ""
        self._numbers: list[tuple[int, int, str, int, int, int]] = []
        self._last_old = int(connection.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()[0])
        self.entries = 0

    @property
    def communes(self) -> int:
        return len(self._communes)

    def add_address(self, row: AddressRow) -> None:
        """A number of a street, or a hamlet."""
        commune = self._commune(row.citycode, row.city)
        lat, lon = round(row.lat * SCALE), round(row.lon * SCALE)
        entry = self._entries.get((row.street, row.old_city, row.number is None)) or self._entry(commune, row, lat, lon)
        if row.number is not None:
            self._numbers.append((entry, row.number, row.suffix, lat, lon, row.preference))
            if len(self._numbers) >= _BATCH:
                self._write_numbers()

    def add_place(self, row: PlaceRow, citycode: str, city: str, postcode: str) -> None:
        """A landmark, with its usual names; the one that the territory describes itself is kept."""
        commune = self._commune(citycode, city)
        if self._source and self._is_described(commune, row.name):
            return
        lat, lon = round(row.lat * SCALE), round(row.lon * SCALE)
        entry = self._insert((commune, "place", row.name, "", postcode, row.address, lat, lon))
        self._add_names(entry, (row.name, *row.aliases), place=True)

    def _is_described(self, commune: int, name: str) -> bool:
        sql = "SELECT 1 FROM entry WHERE commune_id = ? AND kind = 'place' AND name = ? AND source = ''"
        return self._connection.execute(sql, (commune, name)).fetchone() is not None

    def finish(self) -> None:
        """Writes what is waiting, then the middle, the limits and the scope of the new entries."""
        self._write_numbers()
        self._drop_doubles()
        for statement in (_MIDDLE, _LIMITS, _POINTS, _SCOPES, _CENTRES, _POSTCODES, _ONLY_POSTCODE):
            self._connection.execute(statement, (self._last_old,))
        self._connection.execute(f"INSERT INTO search (rowid, words, scope, kind) {_NEW_NAMES}", (self._last_old,))
        for statement in _FREQUENCIES:
            self._connection.execute(statement)

    def _drop_doubles(self) -> None:
        """A BAL may give a street once more, without number; that line then adds nothing."""
        doubles = self._connection.execute(_DOUBLES, (self._last_old,)).fetchall()
        self._connection.executemany("DELETE FROM name WHERE entry_id = ?", doubles)
        self._connection.executemany("DELETE FROM entry WHERE id = ?", doubles)
        self.entries -= len(doubles)

    def _commune(self, citycode: str, city: str) -> int:
        if citycode != self._citycode:
            self._citycode = citycode
            self._entries.clear()
        known = self._communes.get(citycode)
        if known is None:
            self._connection.execute(
                "INSERT INTO commune (citycode, name, words) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET name = excluded.name, words = excluded.words",
                (citycode, city, " ".join(read_name(city).words)),
            )
            found = self._connection.execute("SELECT id FROM commune WHERE citycode = ?", (citycode,)).fetchone()
            known = self._communes[citycode] = int(found[0])
            self._forget(known)
        return known

    def _forget(self, commune: int) -> None:
        self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS old (id INTEGER PRIMARY KEY)")
        self._connection.execute("DELETE FROM old")
        self._connection.executemany(
            "INSERT INTO old SELECT id FROM entry WHERE commune_id = ? AND kind = ? AND source = ? AND id <= ?",
            ((commune, kind, self._source, self._last_old) for kind in self._replaces),
        )
        for statement in _FORGET:
            self._connection.execute(statement)

    def _entry(self, commune: int, row: AddressRow, lat: int, lon: int) -> int:
        """The street's number in the index; a file may come back to a commune that it left."""
        kind: EntryKind = "locality" if row.number is None else "street"
        found = self._connection.execute(
            "SELECT id FROM entry WHERE commune_id = ? AND kind = ? AND name = ? AND old_city = ? AND id > ?",
            (commune, kind, row.street, row.old_city, self._last_old),
        ).fetchone()
        if found is None:
            entry = self._insert((commune, kind, row.street, row.old_city, row.postcode, "", lat, lon))
            self._add_names(entry, (row.street, *row.other_names), place=False)
        else:
            entry = int(found[0])
        self._entries[row.street, row.old_city, row.number is None] = entry
        return entry

    def _insert(self, values: tuple[int | str, ...]) -> int:
        self.entries += 1
        inserted = self._connection.execute(
            "INSERT INTO entry (commune_id, kind, name, old_city, postcode, address, lat, lon, source)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, self._source),
        )
        return int(inserted.lastrowid or 0)

    def _add_names(self, entry: int, names: tuple[str, ...], *, place: bool) -> None:
        for name in dict.fromkeys(read_name(text) for text in names):
            self._words.add(name.core)
            found_by = (name.kind, *name.core) if place and name.kind else name.core
            self._connection.execute(
                "INSERT INTO name (entry_id, kind, core, plain, words) VALUES (?, ?, ?, ?, ?)",
                (entry, name.kind, " ".join(name.core), name.plain, " ".join(found_by)),
            )

    def _write_numbers(self) -> None:
        """Of several positions of one address the entrance wins, else the first."""
        self._connection.executemany(
            "INSERT INTO number VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET lat = excluded.lat, lon = excluded.lon, preference = excluded.preference"
            " WHERE excluded.preference < preference",
            self._numbers,
        )
        self._numbers.clear()
