"""The index of places: from what a citizen wrote to a place, and from a point to an address."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.places.candidate import Candidate
from bot.places.communes import Communes
from bot.places.errors import PlaceIndexError
from bot.places.locating import Locator
from bot.places.readings import Finder
from bot.places.reverse import nearest
from bot.places.schema import VERSION
from bot.places.searching import search
from bot.places.vocabulary import Vocabulary
from bot.places.whole_names import WholeNames
from bot.territory.position import Position


class PlaceIndex:
    """Read-only and without network; may be shared by the tasks of one process."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._communes = Communes(connection)
        self._finder = Finder(connection, self._communes, Vocabulary(connection), WholeNames(connection))
        self._locator = Locator(connection, self._communes)

    @classmethod
    def open(cls, path: Path) -> PlaceIndex:
        """Opens an index made by import_addresses or ensure_index; raises PlaceIndexError."""
        try:
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            row = connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        except sqlite3.DatabaseError:
            raise PlaceIndexError(f"L’index d’adresses {path} manque ou n’est pas lisible.") from None
        if row != (VERSION,):
            raise PlaceIndexError(
                f"L’index d’adresses {path} vient d’une autre version : importez de nouveau les adresses."
            )
        return cls(connection)

    def close(self) -> None:
        self._connection.close()

    def search(self, text: str, near: Position | None = None, limit: int = 5) -> list[Candidate]:
        """Places that the text may mean, the likeliest first; nothing rather than a far wrong answer."""
        point = (near.lat, near.lon) if near else None
        return search(self._finder, self._locator, text, point, limit)

    def reverse(self, position: Position, limit: int = 1) -> list[Candidate]:
        """The addresses and places nearest to a point, the nearest first; nothing in the open country."""
        return nearest(self._connection, self._communes, position.lat, position.lon, limit)
