"""What the lines of BAN and BAL files say, whatever the layout."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from bot.places.coordinates import read_coordinates

NO_NUMBER = 99_999
"""The house number by which a BAL marks a hamlet (« lieu-dit ») without numbers."""

Skip = Literal["no_street", "no_number", "no_coordinates", "no_city", "no_name"]
Layout = Literal["ban", "ban_localities", "bal"]
_SHORT_COLUMNS = {
    "cle_intero": "cle_interop",
    "commune_no": "commune_nom",
    "commune_in": "commune_insee",
    "x_l93": "x",
    "y_l93": "y",
    "long_wgs84": "long",
    "lat_wgs84": "lat",
}
"""Names cut to ten letters by the map programs through which some BAL have passed."""


_CITYCODE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-8]|2[AB])\d{3}")
_NUMBER = re.compile(r"(\d+)(?:[.,]0*)?")
_ENTRANCES = frozenset({"entrée", "entree", "entrance"})
_REGIONAL = re.compile(r"(?:voie_nom|toponyme)_[a-z]{3}")


class AddressRow(NamedTuple):
    """One numbered address, or one hamlet when `number` is None."""

    citycode: str
    city: str
    old_city: str
    street: str
    number: int | None
    suffix: str
    postcode: str
    lat: float
    lon: float
    preference: int
    other_names: tuple[str, ...] = ()


Reader = Callable[[list[str]], "AddressRow | Skip"]


def layout_of(columns: list[str]) -> Layout | None:
    """The layout that these columns belong to; None when it is none that we know."""
    present = set(in_full(columns))
    if {"nom_lieu_dit", "code_insee", "lon", "lat"} <= present:
        return "ban_localities"
    if {"numero", "nom_voie", "code_insee", "nom_commune", "lon", "lat"} <= present:
        return "ban"
    if {"numero", "long", "lat", "commune_nom"} <= present and present & {"voie_nom", "toponyme"}:
        return "bal" if present & {"commune_insee", "cle_interop"} else None
    return None


def in_full(columns: list[str]) -> list[str]:
    """The columns under their official names."""
    return [_SHORT_COLUMNS.get(name, name) for name in columns]


def reader_for(layout: Layout, columns: list[str]) -> Reader:
    """A function from the cells of a line to its address, or to the reason to leave it out."""
    return {"ban": _ban_reader, "ban_localities": _locality_reader, "bal": _bal_reader}[layout](in_full(columns))


def _ban_reader(columns: list[str]) -> Reader:
    cell = {name: place for place, name in enumerate(columns)}
    old, postcode, kind = cell.get("nom_ancienne_commune"), cell.get("code_postal"), cell.get("type_position")
    place = _placer(cell, "lon")
    number, repeat, street = cell["numero"], cell.get("rep"), cell["nom_voie"]
    citycode, city = cell["code_insee"], cell["nom_commune"]

    def read(cells: list[str]) -> AddressRow | Skip:
        return _row(
            cells[citycode], cells[city], _at(cells, old), cells[street], cells[number], _at(cells, repeat),
            _at(cells, postcode), place(cells), _at(cells, kind), (),
        )  # fmt: skip

    return read


def _locality_reader(columns: list[str]) -> Reader:
    cell = {name: place for place, name in enumerate(columns)}
    old, postcode = cell.get("nom_ancienne_commune"), cell.get("code_postal")
    place = _placer(cell, "lon")
    name, citycode, city = cell["nom_lieu_dit"], cell["code_insee"], cell["nom_commune"]

    def read(cells: list[str]) -> AddressRow | Skip:
        return _row(
            cells[citycode], cells[city], _at(cells, old), cells[name], str(NO_NUMBER), "",
            _at(cells, postcode), place(cells), "", (),
        )  # fmt: skip

    return read


def _bal_reader(columns: list[str]) -> Reader:
    cell = {name: place for place, name in enumerate(columns)}
    old, repeat, kind = cell.get("commune_deleguee_nom"), cell.get("suffixe"), cell.get("position")
    code, key = cell.get("commune_insee"), cell.get("cle_interop")
    regional = [place for name, place in cell.items() if _REGIONAL.fullmatch(name)]
    place = _placer(cell, "long")
    street = cell.get("voie_nom", cell.get("toponyme", 0))
    number, city = cell["numero"], cell["commune_nom"]

    def read(cells: list[str]) -> AddressRow | Skip:
        citycode = _at(cells, code) or _at(cells, key).split("_")[0]
        others = tuple(cells[place] for place in regional if cells[place])
        return _row(
            citycode, cells[city], _at(cells, old), cells[street], cells[number], _at(cells, repeat),
            "", place(cells), _at(cells, kind), others,
        )  # fmt: skip

    return read


def _placer(cell: dict[str, int], lon: str) -> Callable[[list[str]], tuple[float, float] | None]:
    lon_cell, lat_cell, x_cell, y_cell = cell[lon], cell["lat"], cell.get("x"), cell.get("y")

    def place(cells: list[str]) -> tuple[float, float] | None:
        return read_coordinates(cells[lon_cell], cells[lat_cell], _at(cells, x_cell), _at(cells, y_cell))

    return place


def _row(
    citycode: str,
    city: str,
    old_city: str,
    street: str,
    number: str,
    suffix: str,
    postcode: str,
    position: tuple[float, float] | None,
    position_kind: str,
    other_names: tuple[str, ...],
) -> AddressRow | Skip:
    if not _CITYCODE.fullmatch(citycode) or not city:
        return "no_city"
    if not street.strip():
        return "no_street"
    figures = _NUMBER.fullmatch(number.strip())
    if not figures:
        return "no_number"
    if position is None:
        return "no_coordinates"
    value = int(figures[1])
    return AddressRow(
        citycode, city, old_city, street.strip(), None if value == NO_NUMBER else value, suffix.strip().lower(),
        postcode, *position, 0 if position_kind.lower() in _ENTRANCES else 1, other_names,
    )  # fmt: skip


def _at(cells: list[str], place: int | None) -> str:
    return "" if place is None else cells[place]
