"""Offices of the State's directory keep their hours and the comments on them."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge import hours
from bot.territory import Territory, TerritoryError, load_territory
from bot.territory.offices import Office

SMALL = Path(__file__).with_name("small")
AT = datetime(2026, 11, 24, 10, 15)


def _range(first: str, last: str, one: str = "", two: str = "", comment: str = "") -> dict[str, str]:
    spans = [part.split("-") if part else ["", ""] for part in (one, two)]
    return {
        "nom_jour_debut": first,
        "nom_jour_fin": last,
        **{f"valeur_heure_debut_{number}": start for number, (start, _) in enumerate(spans, start=1)},
        **{f"valeur_heure_fin_{number}": end for number, (_, end) in enumerate(spans, start=1)},
        "commentaire": comment,
    }


RECORD: dict[str, Any] = {
    "nom": "Maison de services - Valbourg",
    "pivot": [{"type_service_local": "msap", "code_insee_commune": ["99001"]}],
    "adresse": [{"numero_voie": "2 rue Basse", "code_postal": "99100", "nom_commune": "Valbourg"}],
    "commentaire_plage_ouverture": None,
    "plage_ouverture": [
        _range("Lundi", "Vendredi", "09:00:00-12:00:00", "14:00:00-17:00:00"),
        _range(
            "Samedi", "Samedi", "09:00:00-12:00:00", comment="Ouvert uniquement le 2e et 4e samedis de chaque mois."
        ),
        _range("Dimanche", "Dimanche", comment="sur rendez-vous"),
    ],
}


def _load(folder: Path, *records: dict[str, Any]) -> Territory:
    copy = Path(shutil.copytree(SMALL, folder / "small"))
    (copy / "annuaire.json").write_text(json.dumps({"records": records}), encoding="utf-8")
    return load_territory(copy)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return _load(tmp_path, RECORD).offices["msap"]


def _spans(office: Office, day: date) -> list[str]:
    return [f"{span.start:%H:%M}-{span.end:%H:%M}" for span in office.spans_on(day)]


def test_ranges_of_days_and_two_spans_a_day_are_read(office: Office) -> None:
    assert (office.name, office.address) == ("Maison de services - Valbourg", "2 rue Basse, 99100 Valbourg")
    assert [_spans(office, date(2026, 11, day)) for day in (23, 27)] == [["09:00-12:00", "14:00-17:00"]] * 2


def test_a_comment_decides_and_is_said(office: Office) -> None:
    assert [_spans(office, date(2026, 12, day)) for day in (5, 12, 26)] == [[], ["09:00-12:00"], ["09:00-12:00"]]
    now = AT.replace(tzinfo=office.timezone)
    comment = "Ouvert uniquement le 2e et 4e samedis de chaque mois"
    assert f"fermé ({comment})" in hours.answer_hours(office, now, "le 5 décembre ?")
    open_day = hours.answer_hours(office, now, "le 12 décembre ?").replace("\u00a0", " ")
    assert f"ouvert de 9 h à 12 h ({comment})." in open_day
    week = hours.answer_hours(office, now).replace("\u00a0", " ").split("\n")
    assert week[1:] == [
        "Horaires : du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h.",
        f"Le samedi de 9 h à 12 h : {comment}.",
        "Dimanche : sur rendez-vous.",
    ]


def test_the_next_opening_follows_the_comment(office: Office) -> None:
    friday_evening = datetime(2026, 12, 4, 18, tzinfo=office.timezone)
    opening = hours.next_opening(office, friday_evening)
    assert opening is not None and opening.date() == date(2026, 12, 7)


def test_a_public_holiday_closes_it_all_the_same(office: Office) -> None:
    assert _spans(office, date(2026, 12, 25)) == []


def test_fields_may_be_json_in_a_text(tmp_path: Path) -> None:
    composed = ("pivot", "adresse", "plage_ouverture")
    texts = {name: json.dumps(value) if name in composed else value for name, value in RECORD.items()}
    first, second = (_load(tmp_path / name, record).offices["msap"] for name, record in (("a", RECORD), ("b", texts)))
    assert first == second


def test_the_towns_own_office_comes_before_that_of_the_directory(tmp_path: Path) -> None:
    town_hall = {**RECORD, "pivot": [{"type_service_local": "mairie"}]}
    territory = _load(tmp_path, town_hall, town_hall)
    assert territory.offices["mairie"].name == "Mairie de Valbourg" and "mairie_2" in territory.offices
    found = territory.office_of("mairie")
    assert found is not None and found.name == "Mairie de Valbourg"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "JSON"),
        ('{"autre": 1}', "annuaire"),
        ("[1]", "annuaire"),
        ('[{"nom": "X", "plage_ouverture": [{"nom_jour_debut": "Monday", "nom_jour_fin": "Lundi"}]}]', "X"),
        (json.dumps([{**RECORD, "plage_ouverture": [_range("Lundi", "Lundi", "12:00:00-09:00:00")]}]), "Valbourg"),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    copy = Path(shutil.copytree(SMALL, tmp_path / "small"))
    (copy / "annuaire.json").write_text(text, encoding="utf-8")
    with pytest.raises(TerritoryError, match=said) as caught:
        load_territory(copy)
    assert caught.value.file == "annuaire.json" and "\n" not in str(caught.value)
