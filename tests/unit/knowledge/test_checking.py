"""The answers that a clerk has to mend are found, and no others."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bot.knowledge_commands
from bot.knowledge.checking import AnswersToMend, check_topics, is_urgent
from bot.knowledge_commands import knowledge_app
from bot.territory import Territory, load_territory

SMALL = Path(__file__).parents[1] / "territory" / "small"
TODAY = date(2026, 11, 24)
HEADER = "---\ntitle: T\nsource: S\nchecked_on: 2026-01-01\nvalid_until: 2027-12-31\n{more}---\n{text}\n"
LINK = 'links:\n  - {title: L, url: "https://l.example"}\n'


def _found(folder: Path, text: str, more: str = LINK, today: date = TODAY) -> list[tuple[str, str]]:
    copy = Path(shutil.copytree(SMALL, folder / "small"))
    (copy / "topics" / "nouveau.md").write_text(HEADER.format(more=more, text=text), encoding="utf-8")
    problems = check_topics(load_territory(copy), today)
    return [(problem.kind, problem.sentence) for problem in problems if problem.topic.code == "nouveau"]


def test_good_answers_have_nothing_to_mend(small: Territory, tmp_path: Path) -> None:
    urgent = [problem for problem in check_topics(small, TODAY) if is_urgent(problem)]
    assert {(problem.topic.code, problem.kind) for problem in urgent} == {
        (code, "sans_lien") for code in ("agenda_marches", "collecte_jours", "equipements_sport_piscine")
    }
    assert _found(tmp_path, "Venez à la mairie avec une photo.") == []


@pytest.mark.parametrize(
    ("today", "kind"),
    [(date(2027, 11, 30), None), (date(2027, 12, 20), "bientot"), (date(2028, 1, 1), "perimee")],
)
def test_an_answer_is_announced_before_it_is_stale(tmp_path: Path, today: date, kind: str | None) -> None:
    found = _found(tmp_path, "Venez à la mairie avec une photo.", today=today)
    assert [kind for kind, _ in found] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("text", "more", "kind", "said"),
    [
        ("Oui.", LINK, "vide", "La réponse courte"),
        ("Cette réponse est à compléter bientôt.", LINK, "vide", "La réponse courte"),
        ("Venez avec une photo d’identité.\n\n## Prix\nTODO", LINK, "vide", "La partie «\u00a0Prix\u00a0»"),
        ("Venez avec une photo d’identité.", "", "sans_lien", "ni lien"),
        ("La mairie est ouverte de 8 h à 12 h.", "office: mairie\n", "contradictoire", "de 8 h à 12 h"),
        ("La mairie ouvre aussi le dimanche matin.", "office: mairie\n", "contradictoire", "le dimanche"),
        (
            "Rien de plus à dire ici.\n\n## Bain\nL’accueil ouvre de 9 h à 12 h le mardi.",
            "office: piscine\n",
            "contradictoire",
            "autre chose",
        ),
        (
            "L’abonnement coûte 24 € par mois.\n\n## Prix\nL’abonnement coûte 26 € par mois.",
            LINK,
            "contradictoire",
            "26 € par mois",
        ),
    ],
)
def test_what_is_empty_unlinked_or_contradictory_is_told(
    tmp_path: Path, text: str, more: str, kind: str, said: str
) -> None:
    found = _found(tmp_path, text, more)
    assert [kind for kind, _ in found] == [kind] and said in found[0][1]


@pytest.mark.parametrize(
    "text",
    [
        "La mairie est ouverte de 8 h 30 à 12 h et de 13 h 30 à 17 h 30.",
        "La mairie est ouverte de 8 h 30 à 17 h 30 et le samedi.",
        "La mairie est fermée le dimanche, de 9 h à 12 h aussi.",
        "Le bus passe de 6 h à 21 h devant la mairie.",
    ],
)
def test_true_hours_and_others_hours_are_no_contradiction(tmp_path: Path, text: str) -> None:
    assert _found(tmp_path, text, "office: mairie\n") == []


def test_the_demo_commune_has_nothing_to_mend() -> None:
    folder = Path(bot.knowledge_commands.__file__).parent / "territory" / "belrive"
    assert check_topics(load_territory(folder), TODAY) == ()


def test_the_command_lists_them_and_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = Path(shutil.copytree(SMALL, tmp_path / "small"))
    (copy / "topics" / "nouveau.md").write_text(HEADER.format(more="", text="Oui."), encoding="utf-8")
    monkeypatch.setenv("PARVIS_TERRITORY", str(copy))
    result = CliRunner().invoke(knowledge_app, ["check"])
    assert isinstance(result.exception, AnswersToMend)
    assert "nouveau.md, T\u00a0: Elle n’a ni lien, ni contact, ni lieu où aller." in result.output
