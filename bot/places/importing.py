"""Takes the addresses and places of files into an index."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.places.address_files import Lines, open_lines
from bot.places.address_rows import AddressRow, Layout, Reader, layout_of, reader_for
from bot.places.coordinates import BadCoordinates
from bot.places.errors import AddressFileError
from bot.places.place_rows import read_places
from bot.places.rebuilding import rebuilt
from bot.places.schema import SCALE
from bot.places.writer import EntryKind, IndexWriter

Progress = Callable[[int], None]

_PROGRESS_STEP = 5_000
_TOLERATED_POSITIONS = 0.05
_TOLERATED_CODES = 0.5
_REPLACED: dict[Layout, tuple[EntryKind, ...]] = {
    "ban": ("street",),
    "ban_localities": ("locality",),
    "bal": ("street", "locality"),
}


@dataclass
class ImportSummary:
    """What an import did; `skipped` counts the lines left out, by reason."""

    rows: int = 0
    addresses: int = 0
    entries: int = 0
    communes: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


def import_addresses(files: Sequence[Path], index: Path, progress: Progress | None = None) -> ImportSummary:
    """Adds BAN and BAL files to an index; each commune that they hold is replaced, no other is touched.

    Raises AddressFileError, the index being left as it was. `progress` is told the rows read so far.
    """
    with rebuilt(index) as connection:
        return write_addresses(files, connection, progress)


def import_places(file: Path, index: Path) -> ImportSummary:
    """Adds a territory's places to an index that already holds the addresses around them."""
    with rebuilt(index) as connection:
        return write_places(file, connection)


def write_addresses(
    files: Sequence[Path], connection: sqlite3.Connection, progress: Progress | None = None
) -> ImportSummary:
    """Like import_addresses, into an index being rebuilt."""
    summary = ImportSummary()
    by_layout: dict[Layout, list[Path]] = {}
    for file in files:
        by_layout.setdefault(_layout(file), []).append(file)
    for layout, same in by_layout.items():
        writer = IndexWriter(connection, replaces=_REPLACED[layout])
        for file in same:
            _read_file(file, writer, summary, progress)
        writer.finish()
        summary.entries += writer.entries
        summary.communes = max(summary.communes, writer.communes)
    return summary


def write_places(file: Path, connection: sqlite3.Connection) -> ImportSummary:
    """Like import_places, into an index being rebuilt."""
    writer, summary = IndexWriter(connection, replaces=("place",)), ImportSummary()
    for row in read_places(file):
        around = _commune_around(connection, row.lat, row.lon)
        if around is None:
            raise AddressFileError(file, None, "importez d’abord les adresses de la commune.")
        writer.add_place(row, *around)
        summary.rows += 1
    writer.finish()
    summary.entries, summary.communes = writer.entries, writer.communes
    return summary


def _layout(file: Path) -> Layout:
    with open_lines(file) as lines:
        layout = layout_of(lines.columns)
        if layout is None:
            raise lines.error("ces colonnes ne sont ni celles de la BAN ni celles d’une BAL.")
        return layout


def _read_file(file: Path, writer: IndexWriter, summary: ImportSummary, progress: Progress | None) -> None:
    with open_lines(file) as lines:
        reading = FileReading(lines, reader_for(_layout(file), lines.columns), summary.skipped)
        for row in reading:
            writer.add_address(row)
            summary.addresses += 1
            if progress and summary.addresses % _PROGRESS_STEP == 0:
                progress(summary.rows + reading.rows)
    summary.rows += reading.rows


class WrongRows:
    """Lines of one file that cannot be right: a few are left out, many mean that the file is not what it should be."""

    def __init__(self, tolerated: float) -> None:
        self._tolerated = tolerated
        self._count = 0
        self._first: AddressFileError | None = None

    def note(self, error: AddressFileError) -> None:
        self._count += 1
        self._first = self._first or error

    def raise_if_many(self, rows: int) -> None:
        """Raises the first of them when they are more than the tolerated share of the file."""
        if self._first and self._count > rows * self._tolerated:
            raise self._first


class FileReading:
    """The lines of one file that become addresses."""

    def __init__(self, lines: Lines, read: Reader, skipped: Counter[str]) -> None:
        self._lines, self._read, self._skipped = lines, read, skipped
        self._positions, self._codes = WrongRows(_TOLERATED_POSITIONS), WrongRows(_TOLERATED_CODES)
        self.rows = 0

    def __iter__(self) -> Iterator[AddressRow]:
        for cells in self._lines:
            self.rows += 1
            row = self._row(cells)
            if isinstance(row, str):
                self._skipped[row] += 1
            else:
                yield row
        self._positions.raise_if_many(self.rows)
        self._codes.raise_if_many(self.rows)
        if not self.rows:
            raise self._lines.error("le fichier ne contient aucune adresse.")

    def _row(self, cells: list[str]) -> AddressRow | str:
        try:
            row = self._read(cells)
        except BadCoordinates as error:
            self._positions.note(self._lines.error(f"{error}."))
            return "wrong_coordinates"
        if row == "no_city":
            self._codes.note(self._lines.error("le code INSEE de la commune manque ou n’est pas français."))
        return row


def _commune_around(connection: sqlite3.Connection, lat: float, lon: float) -> tuple[str, str, str] | None:
    """Code, name and postcode of the commune of the nearest street."""
    row = connection.execute(
        "SELECT c.citycode, c.name, e.postcode FROM entry e JOIN commune c ON c.id = e.commune_id"
        " WHERE e.kind <> 'place' ORDER BY abs(e.lat - ?) + abs(e.lon - ?) LIMIT 1",
        (round(lat * SCALE), round(lon * SCALE)),
    ).fetchone()
    return (str(row[0]), str(row[1]), str(row[2])) if row else None
