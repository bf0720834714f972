"""The index of places: from what a citizen wrote to a place, and from a point to an address."""

from __future__ import annotations

from pathlib import Path

from bot.places.candidate import Candidate
from bot.places.communes import Communes
from bot.places.locating import Locator
from bot.places.readings import Finder
from bot.places.reverse import nearest
from bot.places.searching import search
from bot.places.sqlite_store import SqliteStore
from bot.places.store import Store
from bot.places.vocabulary import Vocabulary
from bot.places.whole_names import WholeNames
from bot.territory.position import Position


class PlaceIndex:
    """Read-only and without network; may be shared by the tasks of one process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._communes = Communes(store)
        self._finder = Finder(store, self._communes, Vocabulary(store), WholeNames(store))
        self._locator = Locator(store, self._communes)

    @classmethod
    def open(cls, path: Path) -> PlaceIndex:
        """Opens an index made by import_addresses or ensure_index; raises PlaceIndexError."""
        return cls(SqliteStore(path))

    def close(self) -> None:
        self._store.close()

    def search(self, text: str, near: Position | None = None, limit: int = 5) -> list[Candidate]:
        """Places that the text may mean, the likeliest first; nothing rather than a far wrong answer."""
        point = (near.lat, near.lon) if near else None
        return search(self._finder, self._locator, text, point, limit)

    def reverse(self, position: Position, limit: int = 1) -> list[Candidate]:
        """The addresses and places nearest to a point, the nearest first; nothing in the open country."""
        return nearest(self._locator, position.lat, position.lon, limit)
