"""Takes the addresses and places of files into an index."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from bot.places.address_files import Lines, open_lines
from bot.places.address_rows import AddressRow, Layout, Skip, layout_of, reader_for
from bot.places.coordinates import BadCoordinates
from bot.places.errors import AddressFileError
from bot.places.place_rows import PlaceRow, are_facilities, facility_reader, read_places
from bot.places.rebuilding import rebuilt
from bot.places.schema import SCALE
from bot.places.writer import EntryKind, IndexWriter

Progress = Callable[[int, int], None]
"""Told the rows and the bytes of the files read so far."""

_PROGRESS_STEP = 5_000
_REACHES = (SCALE // 100, SCALE // 10)
"""A hundredth of a degree, about a kilometre, then a tenth: further away an address tells no commune."""
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
    bytes_read: int = 0
    addresses: int = 0
    places: int = 0
    entries: int = 0
    communes: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


def import_addresses(files: Sequence[Path], index: Path, progress: Progress | None = None) -> ImportSummary:
    """Adds BAN, BAL and SCDL files to an index; each commune that they hold is replaced, no other is touched.

    Raises AddressFileError, the index being left as it was.
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
    by_layout: dict[Layout | None, list[Path]] = {}
    for file in files:
        by_layout.setdefault(_layout(file), []).append(file)
    facilities = by_layout.pop(None, [])
    for layout, same in by_layout.items():
        assert layout
        writer = IndexWriter(connection, replaces=_REPLACED[layout])
        for file in same:
            _read_file(file, layout, writer, summary, progress)
        writer.finish()
        summary.entries += writer.entries
        summary.communes = max(summary.communes, writer.communes)
    if facilities:
        _write_facilities(facilities, connection, summary, progress)
    return summary


def _write_facilities(
    files: Sequence[Path], connection: sqlite3.Connection, summary: ImportSummary, progress: Progress | None
) -> None:
    """Facilities come last: the addresses around them tell their commune."""
    writer = IndexWriter(connection, replaces=("place",), source="facilities")
    for file in files:
        with open_lines(file) as lines:
            reading = FileReading(lines, facility_reader(lines.columns), summary, progress)
            for row in reading:
                writer.add_place(row, *_commune_around(connection, row.lat, row.lon, file))
    writer.finish()
    summary.places += writer.entries
    summary.communes = max(summary.communes, writer.communes)


def write_places(file: Path, connection: sqlite3.Connection) -> ImportSummary:
    """Like import_places, into an index being rebuilt."""
    writer, summary = IndexWriter(connection, replaces=("place",)), ImportSummary()
    for row in read_places(file):
        writer.add_place(row, *_commune_around(connection, row.lat, row.lon, file))
        summary.rows += 1
    writer.finish()
    summary.entries, summary.communes = writer.entries, writer.communes
    return summary


def _layout(file: Path) -> Layout | None:
    """The layout of a file of addresses; None for a list of facilities."""
    with open_lines(file) as lines:
        layout = layout_of(lines.columns)
        if layout is None and not are_facilities(lines.columns):
            raise lines.error("ces colonnes ne sont ni celles de la BAN, ni celles d’une BAL, ni celles de la SCDL.")
        return layout


def _read_file(
    file: Path, layout: Layout, writer: IndexWriter, summary: ImportSummary, progress: Progress | None
) -> None:
    with open_lines(file) as lines:
        for row in FileReading(lines, reader_for(layout, lines.columns), summary, progress):
            writer.add_address(row)
            summary.addresses += 1


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


Row = TypeVar("Row", AddressRow, PlaceRow)


class FileReading(Generic[Row]):
    """The lines of one file that become addresses or places, counted in the summary."""

    def __init__(
        self,
        lines: Lines,
        read: Callable[[list[str]], Row | Skip],
        summary: ImportSummary,
        progress: Progress | None,
    ) -> None:
        self._read: Callable[[list[str]], Row | Skip] = read
        self._lines, self._summary, self._progress = lines, summary, progress
        self._positions, self._codes = WrongRows(_TOLERATED_POSITIONS), WrongRows(_TOLERATED_CODES)

    def __iter__(self) -> Iterator[Row]:
        before, bytes_before = self._summary.rows, self._summary.bytes_read
        for cells in self._lines:
            self._summary.rows += 1
            if self._progress and self._summary.rows % _PROGRESS_STEP == 0:
                self._progress(self._summary.rows, bytes_before + self._lines.bytes_read)
            row = self._row(cells)
            if isinstance(row, str):
                self._summary.skipped[row] += 1
            else:
                yield row
        self._summary.bytes_read += self._lines.bytes_read
        self._check(self._summary.rows - before)

    def _check(self, rows: int) -> None:
        self._positions.raise_if_many(rows)
        self._codes.raise_if_many(rows)
        if not rows:
            raise self._lines.error("le fichier ne contient aucune adresse.")

    def _row(self, cells: list[str]) -> Row | str:
        try:
            row = self._read(cells)
        except BadCoordinates as error:
            self._positions.note(self._lines.error(f"{error}."))
            return "wrong_coordinates"
        if row == "no_city":
            self._codes.note(self._lines.error("le code INSEE de la commune manque ou n’est pas français."))
        return row


def _commune_around(connection: sqlite3.Connection, lat: float, lon: float, file: Path) -> tuple[str, str, str]:
    """Code, name and postcode of the commune of the nearest street; raises AddressFileError when there is none."""
    middle = round(lat * SCALE), round(lon * SCALE)
    for reach in _REACHES:
        row = connection.execute(
            "SELECT c.citycode, c.name, e.postcode FROM area a JOIN entry e ON e.id = a.id"
            " JOIN commune c ON c.id = e.commune_id WHERE e.kind <> 'place'"
            " AND a.south <= ?1 + ?3 AND a.north >= ?1 - ?3 AND a.west <= ?2 + ?3 AND a.east >= ?2 - ?3"
            " ORDER BY abs(e.lat - ?1) + abs(e.lon - ?2) LIMIT 1",
            (*middle, reach),
        ).fetchone()
        if row:
            return str(row[0]), str(row[1]), str(row[2])
    raise AddressFileError(file, None, "importez d’abord les adresses de la commune.")
