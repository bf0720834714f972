"""The lines of a territory's places.csv: name;kind;aliases;address;lat;lon;district."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bot.places.address_files import Lines, open_lines
from bot.places.coordinates import BadCoordinates, read_coordinates

_COLUMNS = ("name", "kind", "aliases", "address", "lat", "lon")


class PlaceRow(NamedTuple):
    """A landmark and the names that people give it."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    address: str
    lat: float
    lon: float


def read_places(file: Path) -> Iterator[PlaceRow]:
    """The places of a file; raises AddressFileError at the first line that is wrong."""
    with open_lines(file) as lines:
        missing = [column for column in _COLUMNS if column not in lines.columns]
        if missing:
            raise lines.error(f"il manque la colonne « {missing[0]} ».")
        for cells in lines:
            yield _place(dict(zip(lines.columns, cells, strict=True)), lines)


def _place(cells: dict[str, str], lines: Lines) -> PlaceRow:
    if not cells["name"].strip():
        raise lines.error("le nom du lieu manque.")
    try:
        position = read_coordinates(cells["lon"], cells["lat"])
    except BadCoordinates as error:
        raise lines.error(f"{error}.") from None
    if position is None:
        raise lines.error("les coordonnées manquent.")
    aliases = tuple(alias.strip() for alias in cells["aliases"].split("|") if alias.strip())
    return PlaceRow(cells["name"].strip(), cells["kind"], aliases, cells["address"].strip(), *position)
