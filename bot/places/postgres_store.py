"""The same index in a PostgreSQL schema that many machines read: words by GIN, positions by GiST, errors by pg_trgm.

`publish` copies a finished SQLite index there: files are read, checked and taken apart by one program only.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import ClassVar

import psycopg2
import psycopg2.errors

from bot.places.errors import PlaceIndexError
from bot.places.schema import VERSION
from bot.places.spelling import sound
from bot.places.store import CommuneRow, Known, Number, Spelling
from bot.places.words_writer import SHORTEST_HEARD, SHORTEST_MISSPELT

SCHEMA = "parvis_places"
_NEXT = f"{SCHEMA}_next"
_BATCH = 20_000
_ALIKE = 0.2
"""So much of their trigrams two words share that are worth comparing letter by letter."""
_MOST_ALIKE = 60
_MOST_BEGINNINGS = 20

_TABLES = """
CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL);
CREATE TABLE commune (id integer PRIMARY KEY, citycode text, name text, words text);
CREATE TABLE commune_postcode (postcode text, commune_id integer);
CREATE TABLE entry (
    id integer PRIMARY KEY, commune_id integer, kind text, name text, old_city text, postcode text, address text,
    lat integer, lon integer, area box
);
CREATE TABLE number (entry_id integer, number integer, suffix text, lat integer, lon integer);
CREATE TABLE name (
    id integer PRIMARY KEY, entry_id integer, kind text, core text, plain text, words text[], scope text[]
);
CREATE TABLE word (word text PRIMARY KEY, parts text, names integer, heard text);
"""
_INDEXES = """
CREATE INDEX ON entry USING gist (area);
CREATE INDEX ON number (entry_id, number);
CREATE INDEX ON name USING gin (words);
CREATE INDEX ON name USING gin (scope);
CREATE INDEX ON word USING gin (word gin_trgm_ops);
CREATE INDEX ON word (heard);
CREATE INDEX ON word (word text_pattern_ops);
"""
_COPIED = {
    "meta": "SELECT key, value FROM meta",
    "commune": "SELECT id, citycode, name, words FROM commune",
    "commune_postcode": "SELECT postcode, commune_id FROM commune_postcode",
    "entry": """
        SELECT e.id, commune_id, kind, name, old_city, postcode, address, lat, lon,
            '(' || coalesce(east, lon) || ',' || coalesce(north, lat) || '),('
            || coalesce(west, lon) || ',' || coalesce(south, lat) || ')'
        FROM entry e LEFT JOIN area a ON a.id = e.id""",
    "number": "SELECT entry_id, number, suffix, lat, lon FROM number",
    "name": """
        SELECT id, entry_id, kind, core, plain, '{' || replace(words, ' ', ',') || '}',
            '{' || replace(scope, ' ', ',') || '}' FROM name""",
    "word": "SELECT word, parts, names, word FROM word",
}
_SAME_SOUND = "SELECT word, parts FROM word WHERE heard = ANY (%s)"
_SAME_LETTERS = f"SELECT word, parts FROM word WHERE word %% %s ORDER BY word <-> %s LIMIT {_MOST_ALIKE}"  # noqa: S608
_COLUMNS = """
n.id, n.kind, n.core, e.id, e.kind, e.name, e.old_city, e.postcode, e.address, e.lat, e.lon, e.commune_id
FROM name n JOIN entry e ON e.id = n.entry_id
"""


class NotPublished(PlaceIndexError):
    """This base holds no index."""

    code: ClassVar[str] = "place_index_not_published"


class PostgresStore:
    """Read-only; opens its connection again once when the server closed it."""

    def __init__(self, url: str) -> None:
        """Opens what `publish` made; raises NotPublished or PlaceIndexError."""
        self._url = url
        try:
            self._connect()
            version = self._rows("SELECT value FROM meta WHERE key = 'version'")
        except psycopg2.errors.UndefinedTable:
            raise NotPublished("L’index d’adresses n’est pas dans la base PostgreSQL.") from None
        except psycopg2.Error:
            raise PlaceIndexError("La base PostgreSQL ne répond pas : l’index d’adresses manque.") from None
        if version != [(VERSION,)]:
            raise PlaceIndexError(
                "L’index d’adresses de la base PostgreSQL vient d’une autre version : importez de nouveau les adresses."
            )

    def communes(self) -> Iterable[CommuneRow]:
        return map(CommuneRow._make, self._rows("SELECT id, citycode, name, words FROM commune ORDER BY id"))

    def postcodes(self) -> Iterable[tuple[str, int]]:
        return self._rows("SELECT postcode, commune_id FROM commune_postcode")

    def meanings(self, words: Collection[str]) -> list[str]:
        return self._first_column("SELECT parts FROM word WHERE word = ANY (%s)", list(words))

    def alike(self, word: str) -> list[tuple[str, str]]:
        if word.isdigit() or len(word) < SHORTEST_HEARD:
            return []
        if len(word) < SHORTEST_MISSPELT:
            return self._rows(_SAME_SOUND, [sound(word)])
        return self._rows(f"{_SAME_SOUND} UNION ALL ({_SAME_LETTERS})", [sound(word)], word, word)

    def same_sound(self, words: Collection[str]) -> list[tuple[str, str]]:
        return self._rows(_SAME_SOUND, list(map(sound, words)))

    def beginning_with(self, letters: str) -> list[str]:
        sql = f"SELECT parts FROM word WHERE word LIKE %s ORDER BY word LIMIT {_MOST_BEGINNINGS}"  # noqa: S608
        return self._first_column(sql, f"{letters}%")

    def frequencies(self, words: Collection[str]) -> dict[str, int]:
        return dict(self._rows("SELECT word, names FROM word WHERE word = ANY (%s)", list(words)))

    def names_sharing(self, words: Collection[str], scope: Collection[str], limit: int) -> list[tuple[int, str]]:
        inside = "AND scope && %s" if scope else "AND %s = '{}'"
        return self._rows(
            f"SELECT id, array_to_string(words, ' ') FROM name WHERE words && %s {inside} LIMIT %s",  # noqa: S608
            list(words),
            list(scope),
            limit,
        )

    def names_with_all(self, groups: Sequence[Sequence[str]], kinds: Collection[str], limit: int) -> list[Known]:
        if not groups:
            return []
        conditions = " AND ".join(["n.words && %s"] * len(groups) + ["n.kind = ANY (%s)"] * bool(kinds))
        values = [*map(list, groups), *([list(kinds)] if kinds else []), limit]
        return self._known(f"SELECT {_COLUMNS} WHERE {conditions} LIMIT %s", *values)

    def named(self, names: Collection[int]) -> list[Known]:
        return self._known(f"SELECT {_COLUMNS} WHERE n.id = ANY (%s)", list(names))

    def places_of_kind(self, kind: str) -> list[Known]:
        return self._known(
            f"SELECT {_COLUMNS} WHERE n.words && %s AND n.kind = %s AND e.kind = 'place'",
            [kind],
            kind,
        )

    def entries_in(self, south: int, west: int, north: int, east: int) -> list[Known]:
        return self._known(
            "SELECT 0, '', '', id, kind, name, old_city, postcode, address, lat, lon, commune_id"
            " FROM entry WHERE area && box(point(%s, %s), point(%s, %s))",
            east,
            north,
            west,
            south,
        )

    def numbers_near(self, entry: int, number: int) -> list[Number]:
        sql = (
            "SELECT number, suffix, lat, lon FROM number WHERE entry_id = %s ORDER BY abs(number - %s), suffix LIMIT 12"
        )
        return list(map(Number._make, self._rows(sql, entry, number)))

    def numbers_of(self, entry: int) -> list[Number]:
        sql = "SELECT number, suffix, lat, lon FROM number WHERE entry_id = %s ORDER BY number, suffix"
        return list(map(Number._make, self._rows(sql, entry)))

    def spellings(self, scope: str) -> list[Spelling]:
        sql = "SELECT id, plain, kind, core FROM name WHERE scope && %s"
        return list(map(Spelling._make, self._rows(sql, [scope])))

    def close(self) -> None:
        self._connection.close()

    def _connect(self) -> None:
        self._connection = psycopg2.connect(self._url)
        self._connection.set_session(readonly=True, autocommit=True)
        with self._connection.cursor() as cursor:
            cursor.execute(f"SET search_path TO {SCHEMA}, public")
            cursor.execute(f"SET pg_trgm.similarity_threshold = {_ALIKE}")

    def _rows(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        try:
            return self._asked(sql, values)
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            self._connect()
            return self._asked(sql, values)

    def _asked(self, sql: str, values: Sequence[object]) -> list[tuple]:  # type: ignore[type-arg]
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def _first_column(self, sql: str, *values: object) -> list[str]:
        return [str(row[0]) for row in self._rows(sql, *values)]

    def _known(self, sql: str, *values: object) -> list[Known]:
        return list(map(Known._make, self._rows(sql, *values)))


def publish(index: Path, url: str) -> None:
    """Puts a SQLite index in place of the one that PostgreSQL holds, all at once; raises PlaceIndexError."""
    source = sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)
    try:
        target = psycopg2.connect(url)
    except psycopg2.OperationalError:
        source.close()
        raise PlaceIndexError("La base PostgreSQL ne répond pas : l’index d’adresses n’y est pas copié.") from None
    try:
        with target, target.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public")
            cursor.execute(f"DROP SCHEMA IF EXISTS {_NEXT} CASCADE; CREATE SCHEMA {_NEXT}")
            cursor.execute(f"SET LOCAL search_path TO {_NEXT}, public")
            cursor.execute(_TABLES)
            for table, query in _COPIED.items():
                _copy(source, query, cursor, table)
            cursor.execute(_INDEXES)
            cursor.execute("ANALYZE entry, number, name, word")
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; ALTER SCHEMA {_NEXT} RENAME TO {SCHEMA}")
    except psycopg2.Error as error:
        raise PlaceIndexError(f"PostgreSQL refuse l’index d’adresses : {str(error).splitlines()[0]}.") from None
    finally:
        source.close()
        target.close()


def _copy(source: sqlite3.Connection, query: str, cursor: psycopg2.extensions.cursor, table: str) -> None:
    rows = iter(source.execute(query))
    while batch := list(islice(rows, _BATCH)):
        heard = table == "word"
        lines = (_line((*row[:-1], sound(row[-1])) if heard else row) for row in batch)
        cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO("".join(lines)))


def _line(row: Iterable[object]) -> str:
    """A line of PostgreSQL's COPY format."""
    return "\t".join(_escaped(row)) + "\n"


def _escaped(row: Iterable[object]) -> Iterator[str]:
    for value in row:
        yield str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
