"""What the rest of the text and the point beside it decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.places import PROBABLE, SURE, PlaceIndex, PlaceIndexError, import_addresses
from bot.territory.position import Position
from tests.unit.places.conftest import WriteCsv, ban_row

MONTRIEUX = {"code_insee": "96140", "nom_commune": "Montrieux-sur-Vaunelle", "code_postal": "96400", "lon": "1.4"}


@pytest.fixture
def two_communes(tmp_path: Path, write_csv: WriteCsv) -> PlaceIndex:
    """Argeval and Montrieux-sur-Vaunelle both have a rue Pasteur; only Argeval has a rue des Lilas."""
    rows = [ban_row(number, street) for street in ("Rue Pasteur", "Rue des Lilas") for number in (2, 4, 6)]
    rows += [ban_row(number, "Rue Pasteur", **MONTRIEUX) for number in (2, 4, 6)]
    rows += [ban_row(number, "Route d'Argeval", **MONTRIEUX) for number in (2, 4, 6)]
    import_addresses([write_csv("two.csv", *rows)], tmp_path / "two.sqlite")
    return PlaceIndex.open(tmp_path / "two.sqlite")


def first_citycode(index: PlaceIndex, text: str, near: Position | None = None) -> str:
    return index.search(text, near)[0].citycode


@pytest.mark.parametrize(
    "text",
    [
        "4 rue Pasteur, Montrieux-sur-Vaunelle",
        "4 rue pasteur montrieux sur vaunelle",
        "4 rue Pasteur 96400 Montrieux-sur-Vaunelle",
        "4 rue Pasteur 96400",
        "montrieux sur vaunelle, 4 rue pasteur",
        "4 rue pasteur montrieu sur vaunele",
        "4 rue Pasteur 96412 Montrieux-sur-Vaunelle Cedex 2",
    ],
)
def test_the_commune_or_the_postcode_decides_between_homonyms(text: str, two_communes: PlaceIndex) -> None:
    best = two_communes.search(text)[0]
    assert (best.citycode, best.house_number) == ("96140", "4")
    assert best.score >= SURE


def test_homonyms_without_any_hint_are_both_proposed_and_none_is_sure(two_communes: PlaceIndex) -> None:
    found = two_communes.search("4 rue Pasteur")
    assert {one.citycode for one in found} == {"96139", "96140"}
    assert all(PROBABLE <= one.score < SURE and "several_streets" in one.guessed for one in found)


def test_the_point_decides_between_homonyms(two_communes: PlaceIndex) -> None:
    assert first_citycode(two_communes, "4 rue Pasteur", Position(47.1, 1.4)) == "96140"
    assert first_citycode(two_communes, "4 rue pastuer", Position(47.1, 1.1)) == "96139"


def test_a_street_of_another_commune_than_the_one_named_is_not_sure(two_communes: PlaceIndex) -> None:
    found = two_communes.search("4 rue des Lilas, Montrieux-sur-Vaunelle")
    assert all(one.score < SURE for one in found)


def test_a_commune_in_the_name_of_a_street_does_not_name_the_commune(two_communes: PlaceIndex) -> None:
    best = two_communes.search("4 route d'Argeval")[0]
    assert (best.street, best.citycode) == ("Route d'Argeval", "96140")


@pytest.mark.parametrize("text", ["4 route ed Argeval", "4 routed'Argeval", "4 Rou te dr Argeval", "4 rotue s argevla"])
def test_a_misspelt_street_named_after_a_commune_is_found_beside_the_point(text: str, two_communes: PlaceIndex) -> None:
    best = two_communes.search(text, Position(47.1, 1.4))[0]
    assert (best.street, best.citycode, best.house_number) == ("Route d'Argeval", "96140", "4")


def test_what_lies_between_the_kind_and_the_commune_is_never_skipped(two_communes: PlaceIndex) -> None:
    assert two_communes.search("4 route du docteur rux Argeval") == []


def test_a_postcode_from_elsewhere_means_that_the_place_is_elsewhere(belrive: PlaceIndex) -> None:
    assert belrive.search("12 rue Pasteur 31000") == []


def test_a_mistyped_postcode_is_forgiven_and_said(belrive: PlaceIndex) -> None:
    best = belrive.search("12 rue Pasteur 96830")[0]
    assert best.street == "Rue Pasteur"
    assert "postcode" in best.guessed


def test_a_number_that_does_not_exist_gives_the_nearest_and_says_so(belrive: PlaceIndex) -> None:
    best = belrive.search("64 place de la République")[0]
    far = belrive.search("900 place de la République")[0]
    assert best.street == far.street == "Place de la République"
    assert "number_not_found" in far.guessed
    assert far.score < SURE


def test_a_suffix_that_does_not_exist_gives_the_number_and_says_so(tmp_path: Path, write_csv: WriteCsv) -> None:
    rows = [ban_row(12, "Rue Pasteur"), ban_row(14, "Rue Pasteur"), ban_row(14, "Rue Pasteur", rep="bis")]
    import_addresses([write_csv("one.csv", *rows)], tmp_path / "one.sqlite")
    index = PlaceIndex.open(tmp_path / "one.sqlite")
    assert index.search("14 b rue Pasteur")[0].house_number == "14 bis"
    missing = index.search("12 ter rue Pasteur")[0]
    assert (missing.house_number, missing.guessed) == ("12", ("suffix_not_found",))


def test_a_misspelt_street_is_said_to_be_guessed(belrive: PlaceIndex) -> None:
    assert "street_spelling" in belrive.search("12 rue pastuer")[0].guessed


def test_another_kind_of_street_is_proposed_but_never_sure(belrive: PlaceIndex) -> None:
    best = belrive.search("12 avenue Gambetta")[0]
    assert (best.street, best.guessed) == ("Boulevard Gambetta", ("street_type",))
    assert best.score < SURE


def test_the_right_kind_comes_first(belrive: PlaceIndex) -> None:
    assert belrive.search("place de la République")[0].street == "Place de la République"
    assert belrive.search("rue de la République")[0].street == "Rue de la République"


def test_the_house_is_on_its_street_and_not_in_its_middle(belrive: PlaceIndex) -> None:
    low, high = belrive.search("2 boulevard Gambetta")[0], belrive.search("80 boulevard Gambetta")[0]
    assert abs(high.lat - low.lat) > 0.008


def test_an_unknown_kilometre_point_gives_the_road_and_says_so(belrive: PlaceIndex) -> None:
    best = belrive.search("RD 214 PK 7")[0]
    assert best.street == "Route départementale 214"
    assert "kilometre_not_found" in best.guessed


def test_a_label_reads_as_french(belrive: PlaceIndex) -> None:
    assert belrive.search("12 r pasteur")[0].label == "12 rue Pasteur, 96380 Belrive"


def test_a_landmark_has_the_address_where_it_stands(belrive: PlaceIndex) -> None:
    best = belrive.search("la mairie")[0]
    assert (best.house_number, best.street, best.kind) == ("1", "place de la République", "place")


def test_no_more_candidates_are_given_than_asked_for(belrive: PlaceIndex) -> None:
    assert len(belrive.search("école", limit=2)) == 2


def test_a_missing_index_is_one_french_sentence(tmp_path: Path) -> None:
    with pytest.raises(PlaceIndexError, match="manque ou n’est pas lisible"):
        PlaceIndex.open(tmp_path / "nothing.sqlite")


def test_a_file_that_is_no_index_is_one_french_sentence(tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_text("not a database, only words\n" * 100)
    with pytest.raises(PlaceIndexError, match="manque ou n’est pas lisible"):
        PlaceIndex.open(tmp_path / "bad.sqlite")


def test_a_street_whose_name_is_one_letter_is_searched_without_failing(write_csv: WriteCsv, tmp_path: Path) -> None:
    index = tmp_path / "index.sqlite"
    import_addresses([write_csv("a.csv", ban_row(1, "Rue V"), ban_row(1, "Rue Pasteur"))], index)
    assert PlaceIndex.open(index).search("1 rue V Pasteur")


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("3 rue des Tros-oRis", "Rue des Trois-Rois"),
        ("3 rue V. Grévy", "Rue Valentin Grévy"),
        ("3 rue ducpt Guynemer", "Rue du Capitaine Guynemer"),
        ("3 rue du 1er mi", "Rue du 1er Mai"),
    ],
)
def test_a_street_is_found_with_errors_in_the_commune_that_is_named(
    text: str, street: str, write_csv: WriteCsv, tmp_path: Path
) -> None:
    index = tmp_path / "index.sqlite"
    here = [ban_row(3, name) for name in ("Rue des Trois-Rois", "Rue Valentin Grévy", "Rue du Capitaine Guynemer")]
    there = {"code_insee": "80688", "nom_commune": "Rue", "code_postal": "80120"}
    import_addresses(
        [write_csv("a.csv", *here, ban_row(3, "Rue du 1er Mai"), ban_row(3, "Rue du Port", **there))], index
    )
    assert PlaceIndex.open(index).search(f"{text} Argeval")[0].street == street


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("4 rue du 8Ma i 1945", "Rue du 8 Mai 1945"),
        ("4 le bouzg", "Le Bourg"),
        ("4 rue du drcalmète", "Rue du Docteur Calmette"),
        ("4 grande r", "Grande Rue"),
    ],
)
def test_letters_out_of_place_are_forgiven_around_a_point(
    text: str, street: str, write_csv: WriteCsv, tmp_path: Path
) -> None:
    index = tmp_path / "index.sqlite"
    names = ("Rue du 8 Mai 1945", "Le Bourg", "Rue du Docteur Calmette", "Grande Rue")
    import_addresses(
        [write_csv("a.csv", *(ban_row(4, name) for name in names), ban_row(4, "Rue du Port", **MONTRIEUX))], index
    )
    assert PlaceIndex.open(index).search(text, Position(47.1, 1.1))[0].street == street
