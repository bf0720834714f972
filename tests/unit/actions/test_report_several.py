"""Several problems in one message, told by the words of the catalogue when it was heard as one."""

from __future__ import annotations

import pytest

from actions.report_several import others_told
from bot.settings import DEMO_TERRITORY
from bot.territory.territory import Territory, load_territory


@pytest.fixture(scope="module")
def town() -> Territory:
    return load_territory(DEMO_TERRITORY)


def _others(town: Territory, text: str, code: str, *places: str) -> list[tuple[str, str]]:
    return [(other["label"], other["text"]) for other in others_told(town, text, code, places)]


def test_each_part_about_another_kind_is_a_request(town: Territory) -> None:
    text = "trottoir defoncé rue carnot au 6, lampadaire hs juste devant aussi et des crottes de chiens partout"
    assert _others(town, text, "trottoir_degrade") == [
        ("signaler/lampadaire_en_panne", "lampadaire hs juste devant aussi"),
        ("signaler/dejections_canines", "des crottes de chiens partout"),
    ]


def test_a_part_keeps_its_own_place(town: Territory) -> None:
    text = "un tag au 5 rue raspail et un lampadaire éteint au 12 rue pasteur"
    (other,) = others_told(town, text, "graffiti_tag", ("5 rue raspail", "12 rue pasteur"))
    assert [entity["value"] for entity in other["entities"]] == ["12 rue pasteur"]


@pytest.mark.parametrize(
    "text",
    [
        "ya un enorme trou devant le 12 rue pasteur, jai failli tomber en velo",
        "un trou dans la route, juste devant le panneau",
        "un trou, il est à côté du banc cassé",
        "le trou est toujours là, pas de panneau pour le dire",
        "trou et verre cassé au fond",
        "un gros trou au 3 rue de la gare",
    ],
)
def test_what_is_said_beside_is_no_other_problem(town: Territory, text: str) -> None:
    assert _others(town, text, "nid_de_poule") == []


def test_the_same_thing_heard_as_another_kind_is_one_problem(town: Territory) -> None:
    text = "bonjour jeune homme, une plaque fait clac quand on passe, je ne dors plus"
    assert _others(town, text, "regard_plaque_descelle") == []
