"""BAN and BAL files of every version come into the index, each commune replacing itself."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from bot.places import PlaceIndex, import_addresses, import_places
from bot.territory.position import Position
from tests.unit.places.conftest import BAN, WriteCsv, ban_row

BAL = [
    "cle_interop",
    "commune_insee",
    "commune_nom",
    "{street}",
    "numero",
    "suffixe",
    "position",
    "x",
    "y",
    "long",
    "lat",
    "source",
    "date_der_maj",
]
BAL_13 = [column.format(street="voie_nom") for column in BAL]
BAL_14 = ["id_ban_commune", "id_ban_toponyme", "id_ban_adresse", *BAL_13, "certification_commune"]
BAL_15 = [column.format(street="toponyme") for column in BAL]


def bal_row(number: int | str, street: str, column: str = "voie_nom", **others: object) -> dict[str, object]:
    return {
        "cle_interop": f"96139_xxxx_{int(number):05}" if str(number).isdigit() else "96139_xxxx",
        "commune_insee": "96139",
        "commune_nom": "Argeval",
        column: street,
        "numero": number,
        "long": "1.1",
        "lat": "47.1",
    } | others


def opened(index: Path) -> PlaceIndex:
    return PlaceIndex.open(index)


def test_a_ban_file_is_imported(tmp_path: Path, write_csv: WriteCsv) -> None:
    file = write_csv("ban.csv", ban_row(1, "Rue Pasteur"), ban_row(1, "Rue Pasteur", rep="bis"), ban_row(3, "Rue Zola"))
    summary = import_addresses([file], tmp_path / "index.sqlite")
    assert (summary.rows, summary.addresses, summary.entries, summary.communes) == (3, 3, 2, 1)
    best = opened(tmp_path / "index.sqlite").search("1bis rue Pasteur")[0]
    assert (best.house_number, best.citycode, best.postcode) == ("1 bis", "96139", "96390")


def test_the_variant_with_ids_is_imported(tmp_path: Path, write_csv: WriteCsv) -> None:
    columns = [*BAN, "id_ban_adresse", "id_ban_toponyme", "id_ban_commune"]
    file = write_csv("ids.csv", ban_row(1, "Rue Pasteur"), columns=columns)
    assert import_addresses([file], tmp_path / "index.sqlite").addresses == 1


def test_a_gzipped_file_is_imported(tmp_path: Path, write_csv: WriteCsv) -> None:
    plain = write_csv("ban.csv", ban_row(1, "Rue Pasteur"))
    packed = tmp_path / "ban.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert import_addresses([packed], tmp_path / "index.sqlite").addresses == 1


def test_hamlets_are_found_by_name(tmp_path: Path, write_csv: WriteCsv) -> None:
    columns = [
        "id",
        "nom_lieu_dit",
        "code_postal",
        "code_insee",
        "nom_commune",
        "x",
        "y",
        "lon",
        "lat",
        "source_position",
        "source_nom_voie",
    ]
    row = {"nom_lieu_dit": "La Grande Borde", "code_postal": "96390", "code_insee": "96139", "nom_commune": "Argeval"}
    file = write_csv("lieux-dits.csv", row | {"lon": "1.1", "lat": "47.1"}, columns=columns)
    import_addresses([file], tmp_path / "index.sqlite")
    best = opened(tmp_path / "index.sqlite").search("lieu-dit la grande borde")[0]
    assert (best.kind, best.label) == ("locality", "La Grande Borde, 96390 Argeval")


def test_hamlets_and_addresses_of_a_commune_do_not_replace_each_other(tmp_path: Path, write_csv: WriteCsv) -> None:
    columns = ["nom_lieu_dit", "code_postal", "code_insee", "nom_commune", "lon", "lat"]
    row = dict(zip(columns, ["La Borde", "96390", "96139", "Argeval", "1.1", "47.1"], strict=True))
    index = tmp_path / "index.sqlite"
    import_addresses([write_csv("ban.csv", ban_row(1, "Rue Pasteur"))], index)
    import_addresses([write_csv("lieux-dits.csv", row, columns=columns)], index)
    assert opened(index).search("rue Pasteur")[0].kind == "street"
    assert opened(index).search("La Borde")[0].kind == "locality"


@pytest.mark.parametrize(
    ("columns", "street"), [(BAL_13, "voie_nom"), (BAL_14, "voie_nom"), (BAL_15, "toponyme")], ids=["1.3", "1.4", "1.5"]
)
def test_every_version_of_bal_is_imported(columns: list[str], street: str, tmp_path: Path, write_csv: WriteCsv) -> None:
    file = write_csv("bal.csv", bal_row(9, "Rue des 3 Places", street), columns=columns)
    import_addresses([file], tmp_path / "index.sqlite")
    assert opened(tmp_path / "index.sqlite").search("9 rue des trois places")[0].house_number == "9"


def test_a_bal_without_commune_code_has_it_in_its_keys(tmp_path: Path, write_csv: WriteCsv) -> None:
    columns = [column for column in BAL_13 if column != "commune_insee"]
    row = bal_row(9, "Rue Zola")
    del row["commune_insee"]
    import_addresses([write_csv("bal.csv", row, columns=columns)], tmp_path / "index.sqlite")
    assert opened(tmp_path / "index.sqlite").search("9 rue Zola")[0].citycode == "96139"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "cp1252"])
def test_the_encoding_is_recognised(encoding: str, tmp_path: Path, write_csv: WriteCsv) -> None:
    file = write_csv("bal.csv", bal_row(9, "Rue de l'Évêché"), columns=BAL_13, encoding=encoding)
    import_addresses([file], tmp_path / "index.sqlite")
    assert opened(tmp_path / "index.sqlite").search("9 rue de l'eveche")[0].street == "Rue de l'Évêché"


def test_decimal_commas_are_read(tmp_path: Path, write_csv: WriteCsv) -> None:
    row = bal_row("163,0000000000", "Rue Eric Tabarly", long="-4,35158094", lat="48,38706645")
    import_addresses([write_csv("bal.csv", row, columns=BAL_13)], tmp_path / "index.sqlite")
    best = opened(tmp_path / "index.sqlite").search("163 rue Eric Tabarly")[0]
    assert (best.house_number, best.lon) == ("163", pytest.approx(-4.351581))


def test_lambert_coordinates_stand_in_for_missing_degrees(tmp_path: Path, write_csv: WriteCsv) -> None:
    row = bal_row(3, "Square Maillart", long="", lat="", x="363406.07", y="6791854.24")
    import_addresses([write_csv("bal.csv", row, columns=BAL_13)], tmp_path / "index.sqlite")
    best = opened(tmp_path / "index.sqlite").search("3 square Maillart")[0]
    assert (best.lat, best.lon) == pytest.approx((48.14018, -1.52767), abs=1e-5)


def test_of_several_positions_the_entrance_is_kept(tmp_path: Path, write_csv: WriteCsv) -> None:
    rows = [
        bal_row(1, "Rue Zola", position="parcelle", lat="47.1"),
        bal_row(1, "Rue Zola", position="entrée", lat="47.2"),
        bal_row(1, "Rue Zola", position="logement", lat="47.3"),
    ]
    import_addresses([write_csv("bal.csv", *rows, columns=BAL_13)], tmp_path / "index.sqlite")
    assert opened(tmp_path / "index.sqlite").search("1 rue Zola")[0].lat == pytest.approx(47.2)


def test_the_number_99999_means_a_hamlet(tmp_path: Path, write_csv: WriteCsv) -> None:
    import_addresses([write_csv("bal.csv", bal_row(99999, "Les Vaux"), columns=BAL_13)], tmp_path / "index.sqlite")
    assert opened(tmp_path / "index.sqlite").search("Les Vaux")[0].kind == "locality"


def test_a_street_is_found_by_its_regional_name_too(tmp_path: Path, write_csv: WriteCsv) -> None:
    file = write_csv(
        "bal.csv", bal_row(1, "Rue de la Source", voie_nom_bre="Straed ar Feunteun"), columns=[*BAL_13, "voie_nom_bre"]
    )
    import_addresses([file], tmp_path / "index.sqlite")
    assert opened(tmp_path / "index.sqlite").search("straed ar feunteun")[0].street == "Rue de la Source"


def test_an_import_done_twice_changes_nothing(tmp_path: Path, write_csv: WriteCsv) -> None:
    file, index = write_csv("ban.csv", ban_row(1, "Rue Pasteur"), ban_row(3, "Rue Pasteur")), tmp_path / "index.sqlite"
    import_addresses([file], index)
    before = opened(index).search("rue Pasteur", limit=9)
    import_addresses([file], index)
    assert opened(index).search("rue Pasteur", limit=9) == before


def test_a_commune_replaces_itself_and_touches_no_other(tmp_path: Path, write_csv: WriteCsv) -> None:
    other = {"code_insee": "96140", "nom_commune": "Montrieux", "lon": "1.4"}
    index = tmp_path / "index.sqlite"
    import_addresses([write_csv("1.csv", ban_row(1, "Rue Pasteur"), ban_row(1, "Rue Zola", **other))], index)
    import_addresses([write_csv("2.csv", ban_row(1, "Rue Voltaire"))], index)
    found = opened(index)
    assert found.search("rue Pasteur") == []
    assert found.search("rue Voltaire")[0].city == "Argeval"
    assert found.search("rue Zola")[0].city == "Montrieux"
    assert found.reverse(Position(47.1001, 1.1))[0].street == "Rue Voltaire"


def test_rows_that_alternate_between_communes_make_each_street_once(tmp_path: Path, write_csv: WriteCsv) -> None:
    other = {"code_insee": "96140", "nom_commune": "Montrieux", "lon": "1.4"}
    rows = [ban_row(number, "Rue Pasteur", **kind) for number in range(1, 9) for kind in ({}, other)]
    assert import_addresses([write_csv("mixed.csv", *rows)], tmp_path / "index.sqlite").entries == 2


def test_lines_left_out_are_counted_by_reason(tmp_path: Path, write_csv: WriteCsv) -> None:
    rows = [ban_row(number, "Rue Pasteur") for number in range(1, 60)]
    rows += [ban_row("", "Rue Pasteur"), ban_row(1, ""), ban_row(61, "Rue Pasteur", lon="", lat="")]
    rows += [ban_row(62, "Rue Pasteur", lon="0", lat="0")]
    summary = import_addresses([write_csv("ban.csv", *rows)], tmp_path / "index.sqlite")
    assert summary.addresses == 59
    assert summary.skipped == {"no_number": 1, "no_street": 1, "no_coordinates": 1, "wrong_coordinates": 1}


@pytest.mark.parametrize("gzipped", [False, True])
def test_progress_is_told_in_rows_and_in_bytes_of_the_files(gzipped: bool, tmp_path: Path, write_csv: WriteCsv) -> None:
    told: list[tuple[int, int]] = []
    rows = [ban_row(number, f"Rue {number // 100}") for number in range(1, 10_100)]
    file = write_csv("ban.csv", *(row | {"lat": "47.1"} for row in rows))
    if gzipped:
        file.write_bytes(gzip.compress(file.read_bytes()))
    import_addresses([file, file], tmp_path / "index.sqlite", lambda rows, read: told.append((rows, read)))
    assert [rows for rows, _ in told] == [5_000, 10_000, 15_000, 20_000]
    assert [read for _, read in told] == sorted(read for _, read in told)
    assert file.stat().st_size < told[-1][1] <= 2 * file.stat().st_size


def test_places_take_the_commune_that_surrounds_them(tmp_path: Path, write_csv: WriteCsv) -> None:
    index = tmp_path / "index.sqlite"
    import_addresses([write_csv("ban.csv", ban_row(1, "Rue Pasteur"))], index)
    columns = ["name", "kind", "aliases", "address", "lat", "lon", "district"]
    row = {"name": "École Jean-Macé", "kind": "ecole", "aliases": "Primaire Macé|La Macé", "lat": "47.1", "lon": "1.1"}
    summary = import_places(write_csv("places.csv", row, columns=columns), index)
    assert summary.entries == 1
    assert opened(index).search("derriere l'ecole jean mace")[0].label == "École Jean-Macé, 96390 Argeval"
    assert opened(index).search("primaire mace")[0].city == "Argeval"


def test_columns_cut_to_ten_letters_are_recognised(tmp_path: Path, write_csv: WriteCsv) -> None:
    columns = ["cle_intero", "voie_nom", "numero", "suffixe", "commune_no", "commune_in", "long_wgs84", "lat_wgs84"]
    row = {"voie_nom": "Rue du Lac", "numero": 3, "commune_no": "Argeval", "commune_in": "96139"}
    file = write_csv("bal.csv", row | {"long_wgs84": "1.1", "lat_wgs84": "47.1"}, columns=columns)
    assert import_addresses([file], tmp_path / "index.sqlite").addresses == 1


def test_a_bal_keeps_the_postcode_that_the_national_base_gave(tmp_path: Path, write_csv: WriteCsv) -> None:
    index = tmp_path / "index.sqlite"
    import_addresses([write_csv("ban.csv", ban_row(1, "Rue du Lac"))], index)
    columns = ["cle_interop", "commune_insee", "commune_nom", "voie_nom", "numero", "suffixe", "long", "lat"]
    row = {"commune_insee": "96139", "commune_nom": "Argeval", "voie_nom": "Rue du Port", "numero": 3}
    import_addresses([write_csv("bal.csv", row | {"long": "1.1", "lat": "47.1"}, columns=columns)], index)
    assert PlaceIndex.open(index).search("3 rue du Port")[0].label == "3 rue du Port, 96390 Argeval"
