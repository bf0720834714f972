"""What can go wrong with official sheets."""

from __future__ import annotations

from typing import ClassVar

from bot.errors import ParvisError


class SheetFileError(ParvisError):
    """A file of official sheets that cannot be read, with the line where that shows."""

    code: ClassVar[str] = "sheet_file"

    def __init__(self, file: str, line: int | None, problem: str) -> None:
        where = f"{file}, ligne {line}" if line else file
        super().__init__(f"{where}\u00a0: {problem}")


class SheetIndexError(ParvisError):
    """The index of official sheets is missing or was made by another version."""

    code: ClassVar[str] = "sheet_index"
