from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot.territory import Territory, TerritoryError, load_territory, operators_for
from bot.territory.operators import is_answered


@pytest.mark.parametrize(
    ("service", "district", "street", "found"),
    [
        ("verglas_neige", "ouest", None, ["enedis"]),
        ("verglas_neige", None, None, ["enedis"]),
        ("lampadaire_en_panne", "est", None, ["syndicat"]),
        ("lampadaire_en_panne", "ouest", "Rue Basse", []),
        ("lampadaire_en_panne", "est", "Allée de l'Étang", ["bailleur", "syndicat"]),
    ],
)
def test_an_operator_mends_its_kinds_of_report_in_its_area(
    small: Territory, service: str, district: str | None, street: str | None, found: list[str]
) -> None:
    assert [operator.code for operator in operators_for(small, service, district, street)] == found


@pytest.mark.parametrize(
    ("moment", "answered"),
    [
        ("2026-11-23T10:00", [True, True]),
        ("2026-11-23T17:00", [False, True]),
        ("2026-11-24T10:00", [False, True]),
        ("2026-11-11T10:00", [False, True]),  # a Wednesday, and a public holiday
    ],
)
def test_a_number_is_answered_at_its_hours(small: Territory, moment: str, answered: list[bool]) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=small.timezone)
    assert [is_answered(small, number, at) for number in small.operators["enedis"].numbers] == answered


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("kind: bailleur", "kind: voisin", "operators.bailleur.kind", "voisin"),
        ("[verglas_neige]", "[verglas]", "operators.enedis.services[1]", "verglas"),
        ('"3400"', '"12 34 56 78"', "operators.enedis.numbers[1].number", "n’existe pas"),
        ('"3400"', '"appelez"', "operators.enedis.numbers[1].number", "illisible"),
        ("[est]", "[nord]", "operators.syndicat.districts[1]", "nord"),
    ],
)
def test_a_wrong_operator_is_refused_where_it_stands(tmp_path: Path, old: str, new: str, field: str, said: str) -> None:
    folder = Path(shutil.copytree(Path(__file__).with_name("small"), tmp_path / "small"))
    file = folder / "operators.yml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TerritoryError, match=said) as caught:
        load_territory(folder)
    assert (caught.value.file, caught.value.field) == ("operators.yml", field)


def test_a_territory_may_have_no_operators(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(Path(__file__).with_name("small"), tmp_path / "small"))
    (folder / "operators.yml").unlink()
    assert load_territory(folder).operators == {}
