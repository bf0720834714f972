"""A new version of an index is made beside the old one, and takes its place only when complete."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.places.errors import PlaceIndexError
from bot.places.schema import VERSION, create


@contextmanager
def rebuilt(index: Path, *, afresh: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection to a copy of the index, or to an empty one; on an error the index stays as it was."""
    index.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{index.name}.", suffix=".partial", dir=index.parent)
    os.close(handle)
    partial = Path(name)
    try:
        yield from _filled(index, partial, afresh=afresh)
        partial.chmod(0o644)
        partial.replace(index)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def index_version(index: Path) -> str | None:
    """The version of the schema that made this file; None when it is no index."""
    try:
        connection = sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return None
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    except sqlite3.DatabaseError:
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None


def _filled(index: Path, partial: Path, *, afresh: bool) -> Iterator[sqlite3.Connection]:
    copied = index.exists() and not afresh
    if copied:
        _require_same_version(index)
        shutil.copyfile(index, partial)
    connection = sqlite3.connect(partial)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;")
        if not copied:
            create(connection)
        yield connection
        connection.execute("INSERT INTO search (search) VALUES ('optimize')")
        connection.commit()
        connection.execute("ANALYZE")
    finally:
        connection.close()


def _require_same_version(index: Path) -> None:
    if index_version(index) != VERSION:
        raise PlaceIndexError(
            f"L’index d’adresses {index} vient d’une autre version : supprimez-le,"
            " puis importez de nouveau les adresses."
        )
