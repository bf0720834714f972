"""Landmarks: the lines of a territory's places.csv, and those of a list of public facilities (SCDL)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bot.places.address_files import Lines, open_lines
from bot.places.address_rows import Skip
from bot.places.coordinates import BadCoordinates, read_coordinates
from bot.places.spelling import fold

_COLUMNS = ("name", "kind", "aliases", "address", "lat", "lon")
_SCDL_COLUMNS = frozenset({"equip_nom", "equip_lat", "equip_long"})


class PlaceRow(NamedTuple):
    """A landmark and the names that people give it."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    address: str
    lat: float
    lon: float


def are_facilities(columns: list[str]) -> bool:
    """Whether these are the columns of SCDL's « équipements » (schema.data.gouv.fr, scdl/equipements 0.1.5)."""
    return set(columns) >= _SCDL_COLUMNS


def facility_reader(columns: list[str]) -> Callable[[list[str]], PlaceRow | Skip]:
    """A function from the cells of a line to its place, or to the reason to leave it out; raises BadCoordinates."""

    def read(values: list[str]) -> PlaceRow | Skip:
        cells = defaultdict(str, zip(columns, (value.strip() for value in values), strict=True))
        position = read_coordinates(cells["equip_long"], cells["equip_lat"])
        if not cells["equip_nom"]:
            return "no_name"
        if position is None:
            return "no_coordinates"
        address = f"{cells['adr_numero']} {cells['adr_nomvoie']}".strip()
        kind = cells["equip_type"]
        aliases = (f"{kind} {cells['equip_nom']}",) if kind and fold(kind) not in fold(cells["equip_nom"]) else ()
        return PlaceRow(cells["equip_nom"], kind, aliases, address, *position)

    return read


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
