"""Lists of public facilities in the common format of communes (SCDL « équipements »)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.places import AddressFileError, PlaceIndex, import_addresses, import_places
from tests.unit.places.conftest import WriteCsv, ban_row

COLUMNS = (
    "COLL_NOM", "COLL_SIRET", "EQUIP_UID", "EQUIP_THEME", "EQUIP_CODE", "EQUIP_TYPE", "EQUIP_NOM", "ADR_NUMERO",
    "ADR_NOMVOIE", "ADR_CODEPOSTAL", "ADR_COMMUNE", "EQUIP_LAT", "EQUIP_LONG",
)  # fmt: skip
SCHOOL = {
    "EQUIP_TYPE": "École", "EQUIP_NOM": "Louise-Michel", "ADR_NUMERO": "3", "ADR_NOMVOIE": "rue du Lac",
    "EQUIP_LAT": "47.1003", "EQUIP_LONG": "1.1",
}  # fmt: skip


@pytest.fixture
def index(tmp_path: Path, write_csv: WriteCsv) -> Path:
    """Argeval with one street."""
    path = tmp_path / "index.sqlite"
    import_addresses([write_csv("ban.csv", *(ban_row(number, "Rue du Lac") for number in (1, 3, 5)))], path)
    return path


def facilities(folder: Path, *rows: dict[str, str], separator: str = ",") -> Path:
    file = folder / "equipements.csv"
    lines = [separator.join(COLUMNS), *(separator.join(row.get(name, "") for name in COLUMNS) for row in rows)]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_facility_is_found_by_its_kind_and_name(separator: str, index: Path, tmp_path: Path) -> None:
    summary = import_addresses([facilities(tmp_path, SCHOOL, separator=separator)], index)
    assert (summary.rows, summary.places, summary.communes) == (1, 1, 1)
    found = PlaceIndex.open(index).search("derrière l'école Louise Michel")[0]
    assert (found.kind, found.city, found.house_number, found.street) == ("place", "Argeval", "3", "rue du Lac")


def test_facilities_replace_facilities_and_nothing_else(index: Path, tmp_path: Path, write_csv: WriteCsv) -> None:
    town_hall = {"name": "Mairie", "kind": "mairie", "lat": "47.1001", "lon": "1.1"}
    columns = ["name", "kind", "aliases", "address", "lat", "lon"]
    import_places(write_csv("places.csv", town_hall, columns=columns), index)
    import_addresses([facilities(tmp_path, SCHOOL)], index)
    import_addresses(
        [facilities(tmp_path, SCHOOL | {"EQUIP_NOM": "Simone-Veil"}, SCHOOL | {"EQUIP_NOM": "Mairie"})], index
    )
    places = PlaceIndex.open(index)
    assert places.search("école Simone Veil")
    assert not places.search("école Louise Michel")
    assert [one.kind for one in places.search("la mairie")] == ["place"]
    assert places.search("3 rue du Lac")[0].kind == "housenumber"


def test_facilities_without_name_or_position_are_counted(index: Path, tmp_path: Path) -> None:
    rows = [SCHOOL, SCHOOL | {"EQUIP_NOM": ""}, SCHOOL | {"EQUIP_LAT": "", "EQUIP_LONG": ""}]
    assert dict(import_addresses([facilities(tmp_path, *rows)], index).skipped) == {"no_name": 1, "no_coordinates": 1}


def test_facilities_far_from_every_address_are_refused(index: Path, tmp_path: Path) -> None:
    with pytest.raises(AddressFileError, match="importez d’abord les adresses"):
        import_addresses([facilities(tmp_path, SCHOOL | {"EQUIP_LAT": "44.0"})], index)
    assert PlaceIndex.open(index).search("3 rue du Lac")


def test_swapped_coordinates_are_named_with_their_line(index: Path, tmp_path: Path) -> None:
    swapped = SCHOOL | {"EQUIP_LAT": "1.1", "EQUIP_LONG": "47.1003"}
    with pytest.raises(AddressFileError, match="ligne 2 : la latitude et la longitude semblent inversées"):
        import_addresses([facilities(tmp_path, swapped)], index)
