"""The official sheets of a running program: the newest import is taken up as soon as a question comes."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge.sheets.index import SheetIndex


class Library:
    """The sheets of one index file, which an import may make or replace at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._index: SheetIndex | None = None

    def index(self) -> SheetIndex | None:
        """The index as it is now; None when no sheet was ever imported. Raises SheetIndexError."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        stamp = (status.st_ino, status.st_mtime_ns)
        if stamp != self._stamp:
            opened = SheetIndex.open(self._path)
            if self._index:
                self._index.close()
            self._index, self._stamp = opened, stamp
        return self._index
