"""The sheet that answers is found and quoted word for word; what it distinguishes is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.knowledge
from bot.knowledge.sheets import SheetIndex, import_sheets
from bot.knowledge.sheets.answering import SheetAnswer, ask, open_sheet
from bot.knowledge.sheets.commands import in_words
from bot.knowledge.sheets.terms import stem
from tests.unit.knowledge.official import DOG, publication, write_sheets

WORDS = Path(bot.knowledge.__file__).with_name("official_words.txt")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SheetIndex]:
    folder = tmp_path_factory.mktemp("sheets")
    path = folder / "index.sqlite"
    import_sheets(write_sheets(folder / "sheets"), path)
    opened = SheetIndex.open(path)
    yield opened
    opened.close()


def _answer(index: SheetIndex, question: str) -> SheetAnswer:
    found = ask(index, question).answer
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("j'ai perdu ma carte d'identité", "F1"),
        ("g perdu ma carte didentite", "F1"),
        ("j'ai égaré ma CNI", "F1"),
        ("on m'a volé ma carte d’identité", "F2"),
        ("CARTE VOLEE", "F2"),
        ("mon chein peut-il aller sans laise", "F3"),
    ],
)
def test_the_sheet_is_found_in_the_words_of_residents(index: SheetIndex, question: str, code: str) -> None:
    assert _answer(index, question).sheet.code == code


def test_a_word_with_a_known_equivalent_is_no_misspelling_of_another(tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir()
    sheets = {"F1": "Apa : allocation d’autonomie", "F2": "Congé du père"}
    for code, title in sheets.items():
        (folder / f"{code}.xml").write_text(publication(code, title, DOG), encoding="utf-8")
    import_sheets(folder, tmp_path / "index.sqlite")
    assert _answer(SheetIndex.open(tmp_path / "index.sqlite"), "un papa").sheet.code == "F2"


def test_a_sheet_is_found_by_what_residents_call_its_subject(tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir()
    for code, title in {"F34375": "Usurpation", "F18679": "Vol"}.items():
        above = '<DossierPere ID="N3"><Titre>Plaques d’immatriculation</Titre></DossierPere>'
        (folder / f"{code}.xml").write_text(publication(code, title, above + DOG), encoding="utf-8")
    import_sheets(folder, tmp_path / "index.sqlite")
    found = SheetIndex.open(tmp_path / "index.sqlite")
    assert _answer(found, "quelqu'un a copié ma plaque").sheet.code == "F34375"
    assert _answer(found, "on m'a dérobé ma plaque").sheet.code == "F18679"


def test_the_words_of_residents_are_kept_once_for_each_sheet_in_order() -> None:
    lines = [line for line in WORDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    codes = [int(re.match(r"F(\d+) \S", line)[1]) for line in lines]  # type: ignore[index]
    assert codes == sorted(set(codes))


def test_words_that_turn_a_question_tell_less_than_its_subject(tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir()
    titles = {"F91": "À quoi sert le contrat de chantier ?", "F92": "Règles du comité d’entreprise (CSE)"}
    for code, title in titles.items():
        (folder / f"{code}.xml").write_text(publication(code, title, DOG), encoding="utf-8")
    import_sheets(folder, tmp_path / "index.sqlite")
    assert _answer(SheetIndex.open(tmp_path / "index.sqlite"), "à quoi sert le CSE").sheet.code == "F92"


def test_a_plural_that_a_stemmer_leaves_is_brought_to_its_singular() -> None:
    assert stem("perdus") == stem("perdue") == stem("perdu")


@pytest.mark.parametrize(("word", "other"), [("loyer", "loi"), ("mère", "mer"), ("garants", "garer")])
def test_words_that_a_stemmer_takes_for_others_stay_apart(word: str, other: str) -> None:
    assert stem(word) != stem(other)


@pytest.mark.parametrize("question", ["", "?", "zzz", "quel temps fera-t-il demain", "'\" OR 1=1 --", "\x00", "\ud800"])
def test_nothing_is_answered_rather_than_anything(index: SheetIndex, question: str) -> None:
    assert ask(index, question).answer is None


def test_the_passage_that_answers_is_quoted_word_for_word(index: SheetIndex) -> None:
    found = _answer(index, "combien coûte une carte d'identité perdue, je suis majeur")
    assert found.passage is not None and found.passage.path == ("Vous êtes majeur", "Coût")
    assert found.quote == "Le timbre fiscal coûte 25 €."


def test_a_situation_that_is_not_told_is_to_be_asked(index: SheetIndex) -> None:
    assert _answer(index, "carte d'identité perdue").situations == ("Vous êtes majeur", "Vous êtes mineur")
    told = _answer(index, "carte d'identité perdue par un mineur")
    assert told.situations == () and told.quote == "Un parent déclare la perte."


def test_sheets_of_the_same_name_for_others_are_to_choose_from_unless_it_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir()
    for code, who in (("F11", "Pour un majeur"), ("F12", "Pour un mineur")):
        above = f'<DossierPere ID="N3"><Titre>Passeport</Titre></DossierPere><SousDossierPere>{who}</SousDossierPere>'
        body = f"{above}<Texte><Paragraphe>Déclarez le vol à la police.</Paragraphe></Texte>"
        (folder / f"{code}.xml").write_text(publication(code, "Passeport volé", body), encoding="utf-8")
    import_sheets(folder, tmp_path / "index.sqlite")
    opened = SheetIndex.open(tmp_path / "index.sqlite")
    assert [sheet.code for sheet in _answer(opened, "passeport volé").others] == ["F12"]
    told = _answer(opened, "passeport volé de ma fille")
    assert (told.sheet.code, told.others) == ("F12", ())


def test_the_situation_chosen_answers_for_itself(index: SheetIndex) -> None:
    found = open_sheet(index, "F1", "j'ai perdu ma carte", "Vous êtes mineur")
    assert found is not None and found.passage is not None and "Vous êtes majeur" not in found.passage.path
    assert open_sheet(index, "F404", "") is None


def test_an_answer_shows_its_sheet_its_date_and_its_link(index: SheetIndex) -> None:
    text = in_words(_answer(index, "chien sans laisse")).replace("\u00a0", " ")
    assert text == (
        "Peut-on promener son chien sans laisse ?\n\nLe chien est tenu en laisse en ville.\n\n"
        "Source : service-public.fr, fiche F3, mise à jour le 2 mars 2026. https://sheets.example/F3"
    )


def test_a_long_passage_is_cut_between_its_lines(tmp_path: Path) -> None:
    lines = "".join(f"<Paragraphe>{'Une longue phrase de la fiche. ' * 5}</Paragraphe>" for _ in range(20))
    body = f"<Texte>{lines}<Paragraphe>Le castor est protégé.</Paragraphe>{lines}</Texte>"
    file = tmp_path / "F5.xml"
    file.write_text(publication("F5", "Animaux sauvages", body), encoding="utf-8")
    import_sheets(file, tmp_path / "index.sqlite")
    opened = SheetIndex.open(tmp_path / "index.sqlite")
    quote = _answer(opened, "animaux sauvages : le castor").quote.split("\n")
    assert quote[:2] == ["[…]", "Le castor est protégé."] and quote[-1] == "[…]" and len("".join(quote)) < 1000
