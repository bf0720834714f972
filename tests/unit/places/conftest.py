"""The index of the demo commune, and small files of addresses."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import bot.territory
from bot.places import PlaceIndex, ensure_index

BELRIVE = Path(bot.territory.__file__).with_name("belrive")

BAN = [
    "id",
    "id_fantoir",
    "numero",
    "rep",
    "nom_voie",
    "code_postal",
    "code_insee",
    "nom_commune",
    "code_insee_ancienne_commune",
    "nom_ancienne_commune",
    "x",
    "y",
    "lon",
    "lat",
    "type_position",
    "alias",
    "nom_ld",
    "libelle_acheminement",
    "nom_afnor",
    "source_position",
    "source_nom_voie",
    "certification_commune",
    "cad_parcelles",
]

WriteCsv = Callable[..., Path]


@pytest.fixture(scope="session")
def belrive(tmp_path_factory: pytest.TempPathFactory) -> PlaceIndex:
    return PlaceIndex.open(ensure_index(BELRIVE, tmp_path_factory.mktemp("var")))


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """Writes rows given as mappings; columns that are not given stay empty."""

    def write(name: str, *rows: Mapping[str, object], columns: list[str] = BAN, encoding: str = "utf-8") -> Path:
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, delimiter=";", restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        file = tmp_path / name
        file.write_bytes(text.getvalue().encode(encoding))
        return file

    return write


def ban_row(number: int | str, street: str, **others: object) -> dict[str, object]:
    """A row of a commune in the middle of nowhere; the higher the number the further north."""
    lat = 47.1 + int(number) / 10_000 if str(number).isdigit() else 47.1
    return {
        "numero": number,
        "nom_voie": street,
        "code_postal": "96390",
        "code_insee": "96139",
        "nom_commune": "Argeval",
        "lon": "1.1",
        "lat": f"{lat:.6f}",
    } | others
