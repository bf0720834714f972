"""The official sheets of a running program: the newest import is taken up as soon as a question comes."""

from __future__ import annotations

from pathlib import Path

import structlog

from bot.knowledge.sheets.errors import SheetIndexError
from bot.knowledge.sheets.index import SheetIndex

log = structlog.get_logger()


class Library:
    """The sheets of one index file, which an import may make or replace at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._index: SheetIndex | None = None

    def index(self) -> SheetIndex | None:
        """The index as it is now; None when no sheet was ever imported, or by another version, which is logged once."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        stamp = (status.st_ino, status.st_mtime_ns)
        if stamp != self._stamp:
            if self._index:
                self._index.close()
            self._index, self._stamp = self._opened(), stamp
        return self._index

    def _opened(self) -> SheetIndex | None:
        try:
            return SheetIndex.open(self._path)
        except SheetIndexError as error:
            log.warning("official sheets cannot be read", problem=str(error))
            return None
