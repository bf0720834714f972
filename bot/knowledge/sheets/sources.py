"""Where sheets are read from: an XML file, a folder of them, or a zip archive as the State publishes it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.knowledge.sheets.errors import SheetFileError
from bot.knowledge.sheets.publication import read_publication
from bot.knowledge.sheets.sheet import Sheet

Progress = Callable[[int], None]


def read_sheets(source: Path) -> Iterator[Sheet | None]:
    """Each file's sheet, one at a time; None for a file that is no sheet.

    Raises:
        SheetFileError: a file cannot be read; the sentence names it, with its line when there is one.
    """
    if source.is_dir():
        yield from (_read_file(path) for path in sorted(source.rglob("*.xml")))
    elif source.suffix.lower() == ".zip":
        yield from _read_archive(source)
    else:
        yield _read_file(source)


def _read_file(path: Path) -> Sheet | None:
    try:
        with path.open("rb") as stream:
            return read_publication(stream, str(path))
    except FileNotFoundError:
        raise SheetFileError(str(path), None, "ce fichier n’existe pas.") from None
    except OSError as error:
        raise SheetFileError(str(path), None, f"ce fichier est illisible ({error.strerror}).") from None


def _read_archive(path: Path) -> Iterator[Sheet | None]:
    name = str(path)
    try:
        with zipfile.ZipFile(path) as archive:
            for member in sorted(archive.namelist()):
                if member.lower().endswith(".xml"):
                    name = f"{path}, {member}"
                    with archive.open(member) as stream:
                        yield read_publication(stream, name)
    except FileNotFoundError:
        raise SheetFileError(str(path), None, "ce fichier n’existe pas.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise SheetFileError(name, None, "cette archive zip est tronquée, protégée ou abîmée.") from None
