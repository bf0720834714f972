"""Takes official sheets into the index: all or nothing, the same files twice changing nothing."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.knowledge.sheets.errors import SheetFileError, SheetIndexError
from bot.knowledge.sheets.schema import VERSION, create, version
from bot.knowledge.sheets.sources import Progress, read_sheets
from bot.knowledge.sheets.writer import SheetWriter


@dataclass
class ImportSummary:
    """What an import did; `others` are the files that hold no sheet, `remade` an index of another version left out."""

    sheets: int = 0
    passages: int = 0
    others: int = 0
    removed: int = 0
    remade: bool = False
    audiences: set[str] = field(default_factory=set)


def import_sheets(source: Path, index: Path, progress: Progress | None = None) -> ImportSummary:
    """Adds the sheets of an XML file, a folder or a zip archive.

    A folder or an archive is the whole set of its audiences: their sheets that it no longer holds are removed.
    An index of another version is made anew. Raises SheetFileError, the index being left as it was, or
    SheetIndexError when the file in its place is none. `progress` is told the files read so far.
    """
    kept = index.exists() and _version_of(index) == VERSION
    summary = ImportSummary(remade=index.exists() and not kept)
    with _replaced(index, kept) as connection:
        writer = SheetWriter(connection)
        for number, sheet in enumerate(read_sheets(source), start=1):
            if sheet is None:
                summary.others += 1
            else:
                writer.add(sheet)
                summary.audiences.add(sheet.audience)
            if progress:
                progress(number)
        if not writer.codes:
            raise SheetFileError(str(source), None, "aucune fiche de service-public.fr n’y a été trouvée.")
        if source.is_dir() or source.suffix.lower() == ".zip":
            summary.removed = writer.remove_others(summary.audiences)
        writer.finish()
        summary.sheets, summary.passages = len(writer.codes), writer.passages
    return summary


@contextmanager
def _replaced(index: Path, kept: bool) -> Iterator[sqlite3.Connection]:
    """A connection to a copy of the index, or to a new one, which takes its place when all went well."""
    index.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{index.name}.", dir=index.parent) as folder:
        partial = Path(folder) / index.name
        if kept:
            shutil.copyfile(index, partial)
        with closing(sqlite3.connect(partial)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            if not kept:
                create(connection)
            yield connection
            connection.commit()
        partial.replace(index)


def _version_of(index: Path) -> str:
    """The version that made this file; raises SheetIndexError when it is no index."""
    with closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        found = version(connection)
    if found is None:
        raise SheetIndexError(f"{index} n’est pas un index de fiches\u00a0: supprimez-le d’abord.")
    return found
