"""What an official sheet says is kept, whatever its XML holds."""

from __future__ import annotations

import io
from datetime import date

import pytest

from bot.knowledge.sheets import SheetFileError
from bot.knowledge.sheets.publication import read_publication
from bot.knowledge.sheets.sheet import Contact, Sheet
from tests.unit.knowledge.official import FOLDER, LOST, STOLEN, publication


def _read(text: str | bytes) -> Sheet:
    sheet = read_publication(io.BytesIO(text if isinstance(text, bytes) else text.encode()), "F1.xml")
    assert sheet is not None
    return sheet


def test_a_sheet_has_its_title_its_date_its_link_and_its_folder() -> None:
    sheet = _read(publication("F1", "Carte perdue", LOST))
    assert (sheet.code, sheet.kind, sheet.theme, sheet.updated_on) == ("F1", "fiche", "Papiers", date(2026, 3, 2))
    assert (sheet.url, sheet.folders) == ("https://sheets.example/F1", ("Carte d’identité",))
    assert sheet.full_title == "Carte d’identité\u00a0: carte perdue"


def test_passages_keep_their_words_and_the_titles_above_them() -> None:
    sheet = _read(publication("F1", "Carte perdue", LOST))
    assert sheet.situations == ("Vous êtes majeur", "Vous êtes mineur")
    assert [(passage.path, passage.text) for passage in sheet.passages] == [
        ((), "Vous avez perdu votre carte."),
        (
            ("Vous êtes majeur", "Déclaration"),
            "Déclarez la perte au guichet, avec :\n- une photo\n- un timbre :\n  - en ligne",
        ),
        (("Vous êtes majeur", "Coût"), "Le timbre fiscal coûte 25 €."),
        (("Vous êtes mineur", "Déclaration"), "Un parent déclare la perte."),
    ]


def test_a_table_is_read_row_by_row() -> None:
    sheet = _read(publication("F2", "Carte volée", STOLEN))
    assert sheet.passages[1].text == "Pour\u00a0: Prix\nMajeur\u00a0: 25 €"


def test_services_references_and_contacts_are_kept_once() -> None:
    sheet = _read(publication("F1", "Carte perdue", LOST))
    assert [(link.title, link.url) for link in sheet.services] == [("Pré-demande", "https://services.example/perte")]
    assert [link.title for link in sheet.references] == ["Décret n°55-1397"]
    assert sheet.contacts == (Contact("Mairie", "mairie"),)


def test_a_folder_lists_its_sheets() -> None:
    sheet = _read(publication("N9", "Carte d’identité", FOLDER, "Dossier"))
    assert (sheet.kind, sheet.children) == ("dossier", (("F1", "Carte perdue"), ("F2", "Carte volée")))


@pytest.mark.parametrize("text", ["<Arborescence/>", '<Publication ID="R12" type="Téléservice"/>'])
def test_a_file_that_is_no_sheet_is_left_aside(text: str) -> None:
    assert read_publication(io.BytesIO(text.encode()), "R12.xml") is None


def test_a_dangerous_link_is_not_kept() -> None:
    text = publication("F1", "Carte perdue", '<ServiceEnLigne URL="javascript:x()"><Titre>X</Titre></ServiceEnLigne>')
    sheet = _read(text.replace("https://sheets.example/F1", "javascript:x()"))
    assert sheet.services == () and sheet.url == "https://www.service-public.fr/particuliers/vosdroits/F1"


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE x [\n<!ENTITY a "aaaa">\n<!ENTITY b "&a;&a;">]>\n<Publication>&b;</Publication>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Publication>&a;</Publication>'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("<Publication>\n<a></Publication>", 2, "mal formé"),
        (publication("F1", "Carte perdue", LOST)[:900], 18, "mal formé ou incomplet"),
        ("", 1, "mal formé ou incomplet"),
        (BOMB, 2, "entités"),
        (OUTSIDE, 1, "entités"),
        ("<Publication>\n" + "<a>" * 100_000, 2, "imbriqués"),
        ('<?xml version="1.0" encoding="klingon"?><Publication/>', 1, "encodage|mal formé"),
        (b"\xff\xfe\x00\x01", 1, "mal formé"),
    ],
)
def test_a_bad_file_is_one_sentence_with_its_line(text: str | bytes, line: int, said: str) -> None:
    with pytest.raises(SheetFileError, match=said) as caught:
        _read(text)
    assert str(caught.value).startswith(f"F1.xml, ligne {line}\u00a0: ") and "\n" not in str(caught.value)


def test_a_sheet_without_number_or_title_is_refused() -> None:
    with pytest.raises(SheetFileError, match="pas de numéro ou pas de titre"):
        _read(publication("X1", "Carte perdue", LOST))
