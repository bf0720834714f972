"""A file that is not what it should be is one French sentence with file and line; the index stays."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.places import AddressFileError, PlaceIndex, PlaceIndexError, import_addresses, import_places
from tests.unit.places.conftest import BAN, WriteCsv, ban_row

Spoil = Callable[[Path], bytes]


def good_bytes(file: Path) -> bytes:
    return file.read_bytes()


def swapped(text: bytes) -> bytes:
    return text.replace(b";1.1;47.", b";47.1;1.").replace(b";47.1;1.1", b";47.1;1.1")


BAD: dict[str, tuple[Spoil, str]] = {
    "truncated gzip": (
        lambda file: gzip.compress(file.read_bytes())[:-30],
        r"bad\.csv, ligne \d+ : l’archive gzip est tronquée",
    ),
    "spoilt gzip": (
        lambda file: gzip.compress(file.read_bytes())[:20] + b"\xff" * 50,
        r"l’archive gzip est (abîmée|tronquée)",
    ),
    "zip archive": (lambda file: b"PK\x03\x04" + file.read_bytes(), r"bad\.csv : c’est une archive zip"),
    "comma as separator": (lambda file: file.read_bytes().replace(b";", b","), r"ligne 1 : le séparateur attendu"),
    "tabulation as separator": (
        lambda file: file.read_bytes().replace(b";", b"\t"),
        r"ligne 1 : le séparateur attendu",
    ),
    "unknown columns": (
        lambda file: file.read_bytes().replace(b"nom_voie", b"street"),
        r"ligne 1 : ces colonnes ne sont ni",
    ),
    "a line cut short": (lambda file: file.read_bytes()[:-40], r"ligne 41 : 23 colonnes attendues, \d+ trouvées"),
    "no line": (lambda file: file.read_bytes().split(b"\r\n")[0] + b"\r\n", r"ne contient aucune adresse"),
    "empty": (lambda file: b"", r"le fichier est vide"),
    "a zero byte": (
        lambda file: file.read_bytes().replace(b"Argeval", b"Arg\x00eval", 1),
        r"ligne 2 : cette ligne n’est pas du CSV",
    ),
    "zero coordinates": (lambda file: file.read_bytes().replace(b";1.1;47.1", b";0;0"), r"ligne 2 : "),
    "another country": (
        lambda file: file.read_bytes().replace(b";1.1;47.", b";4.35;50.8;").replace(b"96139", b"BE021"),
        r"ligne 2 : ",
    ),
    "not text": (lambda file: bytes(range(256)) * 20, r"bad\.csv"),
}


@pytest.fixture
def index(tmp_path: Path, write_csv: WriteCsv) -> Path:
    path = tmp_path / "index.sqlite"
    import_addresses([write_csv("before.csv", ban_row(7, "Rue d'Avant"))], path)
    return path


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_in_one_sentence_and_the_index_stays(
    what: str, index: Path, tmp_path: Path, write_csv: WriteCsv
) -> None:
    spoil, sentence = BAD[what]
    good = write_csv("good.csv", *(ban_row(number, "Rue Pasteur") for number in range(1, 41)))
    bad = tmp_path / "bad.csv"
    bad.write_bytes(spoil(good))
    before = index.read_bytes()
    with pytest.raises(AddressFileError, match=sentence) as raised:
        import_addresses([good, bad], index)
    assert "\n" not in str(raised.value)
    assert index.read_bytes() == before
    assert list(tmp_path.glob(".*partial")) == []
    assert PlaceIndex.open(index).search("7 rue d'Avant")


@pytest.mark.parametrize(
    ("lon", "lat", "sentence"),
    [
        ("0", "0", "ligne 2 : les coordonnées sont à zéro"),
        ("47.1", "1.1", "ligne 2 : la latitude et la longitude semblent inversées"),
        ("13.4", "52.5", "ligne 2 : les coordonnées ne sont pas en France"),
        ("un", "47.1", "ligne 2 : « un » n’est pas une coordonnée"),
        ("nan", "47.1", "ligne 2 : « nan » n’est pas une coordonnée"),
    ],
)
def test_wrong_coordinates_are_named(lon: str, lat: str, sentence: str, tmp_path: Path, write_csv: WriteCsv) -> None:
    rows = [ban_row(number, "Rue Pasteur", lon=lon, lat=lat) for number in range(1, 5)]
    with pytest.raises(AddressFileError, match=sentence):
        import_addresses([write_csv("ban.csv", *rows)], tmp_path / "index.sqlite")
    assert not (tmp_path / "index.sqlite").exists()


def test_a_file_of_another_country_is_named_by_its_commune_code(tmp_path: Path, write_csv: WriteCsv) -> None:
    rows = [ban_row(number, "Rue Royale", code_insee="BE21004") for number in range(1, 5)]
    with pytest.raises(AddressFileError, match="ligne 2 : le code INSEE de la commune manque ou n’est pas français"):
        import_addresses([write_csv("ban.csv", *rows)], tmp_path / "index.sqlite")


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(AddressFileError, match="fichier introuvable"):
        import_addresses([tmp_path / "nothing.csv"], tmp_path / "index.sqlite")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"name": "", "lat": "47.1", "lon": "1.1"}, "ligne 2 : le nom du lieu manque"),
        ({"name": "Gare", "lat": "", "lon": ""}, "ligne 2 : les coordonnées manquent"),
        ({"name": "Gare", "lat": "1.1", "lon": "47.1"}, "ligne 2 : la latitude et la longitude semblent inversées"),
    ],
)
def test_a_wrong_place_is_named(row: dict[str, str], sentence: str, index: Path, write_csv: WriteCsv) -> None:
    columns = ["name", "kind", "aliases", "address", "lat", "lon", "district"]
    with pytest.raises(AddressFileError, match=sentence):
        import_places(write_csv("places.csv", row, columns=columns), index)


def test_places_without_the_addresses_around_them_are_refused(tmp_path: Path, write_csv: WriteCsv) -> None:
    columns = ["name", "kind", "aliases", "address", "lat", "lon", "district"]
    file = write_csv("places.csv", {"name": "Gare", "lat": "47.1", "lon": "1.1"}, columns=columns)
    with pytest.raises(AddressFileError, match="importez d’abord les adresses"):
        import_places(file, tmp_path / "index.sqlite")


def test_an_index_of_another_version_is_not_overwritten(tmp_path: Path, write_csv: WriteCsv) -> None:
    index = tmp_path / "index.sqlite"
    index.write_bytes(b"something else")
    with pytest.raises(PlaceIndexError, match="une autre version"):
        import_addresses([write_csv("ban.csv", ban_row(1, "Rue Pasteur"))], index)
    assert index.read_bytes() == b"something else"


def test_the_columns_of_the_tests_are_those_of_the_base() -> None:
    assert len(BAN) == 23
