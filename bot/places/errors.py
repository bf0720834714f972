"""What can go wrong with addresses."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from bot.errors import ParvisError


class AddressFileError(ParvisError):
    """A file of addresses or places that cannot be read, with the line where that shows."""

    code: ClassVar[str] = "address_file"

    def __init__(self, file: Path, line: int | None, problem: str) -> None:
        where = f"{file}, ligne {line}" if line else f"{file}"
        super().__init__(f"{where} : {problem}")


class PlaceIndexError(ParvisError):
    """The index of addresses is missing or was made by another version."""

    code: ClassVar[str] = "place_index"
