"""CSV files of addresses, plain or gzipped, read line by line without ever holding one whole."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from bot.places.errors import AddressFileError

SEPARATOR = ";"
_SCDL_SEPARATOR = ","
_SCDL_COLUMN = "equip_nom"
_GZIP_MAGIC, _ZIP_MAGIC = b"\x1f\x8b", b"PK\x03\x04"
_TOLERANT = "parvis-windows-1252"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Communes still publish ISO-8859-1 and Windows-1252, sometimes in one file with UTF-8."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return broken.decode("cp1252", errors="replace"), error.end


codecs.register_error(_TOLERANT, _as_windows_1252)


class Lines:
    """The header and the lines of one file; `number` is the line read last."""

    def __init__(self, file: Path, text: io.TextIOBase, binary: BinaryIO) -> None:
        self._file = file
        self._binary = binary
        self._reader = csv.reader(text, delimiter=SEPARATOR)
        self._lines_before = 0
        self.columns = self._header(text)

    @property
    def number(self) -> int:
        return self._lines_before + self._reader.line_num

    @property
    def bytes_read(self) -> int:
        """How far the file itself has been read, gzipped or not."""
        return self._binary.tell()

    def __iter__(self) -> Iterator[list[str]]:
        width = len(self.columns)
        for cells in self._guarded():
            if len(cells) != width:
                if not any(cells):
                    continue
                raise self.error(f"{width} colonnes attendues, {len(cells)} trouvées.")
            yield cells

    def error(self, problem: str) -> AddressFileError:
        """An error that names this file and the line read last."""
        return AddressFileError(self._file, self.number, problem)

    def _header(self, text: io.TextIOBase) -> list[str]:
        columns = next(self._guarded(), [])
        if len(columns) == 1 and _SCDL_COLUMN in columns[0].lower().split(_SCDL_SEPARATOR):
            columns = columns[0].split(_SCDL_SEPARATOR)
            self._lines_before, self._reader = 1, csv.reader(text, delimiter=_SCDL_SEPARATOR)
        columns = [name.strip().lower() for name in columns]
        if not any(columns):
            raise AddressFileError(self._file, None, "le fichier est vide.")
        if len(columns) == 1:
            raise AddressFileError(self._file, 1, "le séparateur attendu est le point-virgule.")
        return columns

    def _guarded(self) -> Iterator[list[str]]:
        try:
            yield from self._reader
        except EOFError:
            raise self.error("l’archive gzip est tronquée.") from None
        except (gzip.BadGzipFile, zlib.error):
            raise self.error("l’archive gzip est abîmée.") from None
        except csv.Error:
            raise self.error("cette ligne n’est pas du CSV.") from None


@contextmanager
def open_lines(file: Path) -> Iterator[Lines]:
    """The lines of a CSV file; raises AddressFileError when it cannot be read."""
    try:
        binary = file.open("rb")
    except FileNotFoundError:
        raise AddressFileError(file, None, "fichier introuvable.") from None
    except OSError:
        raise AddressFileError(file, None, "ce n’est pas un fichier que l’on peut lire.") from None
    with binary:
        magic = binary.read(len(_ZIP_MAGIC))
        if magic == _ZIP_MAGIC:
            raise AddressFileError(file, None, "c’est une archive zip, extrayez d’abord le fichier qu’elle contient.")
        gzipped = magic.startswith(_GZIP_MAGIC)
        binary.seek(0)
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=binary)) if gzipped else binary
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors=_TOLERANT, newline="")
        yield Lines(file, text, binary)
