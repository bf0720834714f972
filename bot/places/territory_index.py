"""The index of a territory, made again whenever its addresses or places change."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import suppress
from pathlib import Path

from bot.places.importing import write_addresses, write_places
from bot.places.index import PlaceIndex
from bot.places.postgres_store import NotPublished, PostgresStore
from bot.places.rebuilding import index_version, rebuilt
from bot.places.schema import VERSION
from bot.settings import Settings

_KEY = "territory_fingerprint"
_READERS = ("names.py", "numerals.py", "spelling.py", "tokens.py", "words_writer.py")


def ensure_index(folder: Path, var: Path) -> Path:
    """The index file of a territory's folder, under `var`; made when missing or out of date.

    Communes imported by hand into the same index are kept.
    """
    index = index_path(folder, var)
    fingerprint = _fingerprint(folder)
    usable = index.exists() and index_version(index) == VERSION
    if not usable or _recorded(index) != fingerprint:
        _build(folder, index, fingerprint, afresh=not usable)
    return index


def open_places(settings: Settings) -> PlaceIndex:
    """The index that `parvis addresses import` shared through PostgreSQL, else the territory's on this machine.

    Raises PlaceIndexError.
    """
    url = shared_url(settings)
    if url:
        with suppress(NotPublished):
            return PlaceIndex(PostgresStore(url))
    return PlaceIndex.open(ensure_index(settings.territory, settings.var))


def shared_url(settings: Settings) -> str | None:
    """The PostgreSQL base through which many machines share one index; None with SQLite."""
    scheme, _, rest = settings.database_url.partition("://")
    return f"postgresql://{rest}" if scheme.startswith("postgresql") else None


def index_path(folder: Path, var: Path) -> Path:
    """Where the index of a territory's folder is kept."""
    return var / f"places-{folder.resolve().name}.sqlite"


def _build(folder: Path, index: Path, fingerprint: str, *, afresh: bool) -> None:
    addresses, places = folder / "addresses.csv", folder / "places.csv"
    with rebuilt(index, afresh=afresh) as connection:
        if addresses.exists():
            write_addresses([addresses], connection)
        if places.exists():
            write_places(places, connection)
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, fingerprint))


def _fingerprint(folder: Path) -> str:
    """Changes with the territory's files, and with the way names are read."""
    room = Path(__file__).parent
    readers = [*sorted((room / "words").glob("*.csv")), *(room / name for name in _READERS)]
    digest = hashlib.sha256(VERSION.encode())
    for file in (folder / "addresses.csv", folder / "places.csv", *readers):
        digest.update(hashlib.sha256(file.read_bytes()).digest() if file.exists() else b"-")
    return digest.hexdigest()


def _recorded(index: Path) -> str | None:
    connection = sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    finally:
        connection.close()
    return str(row[0]) if row else None
