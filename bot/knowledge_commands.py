"""The commands `parvis knowledge ...`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Optional

import typer

from bot.clock import SystemClock
from bot.command import settings_of_command

knowledge_app = typer.Typer(no_args_is_help=True, help="Les fiches officielles et les réponses de la commune.")


@knowledge_app.command("import")
def import_sheets(source: Path) -> None:
    """Importer les fiches de service-public.fr : un fichier XML, un dossier ou une archive zip."""
    from bot.knowledge.sheets import commands

    commands.import_from(source, settings_of_command())


@knowledge_app.command("ask")
def ask_sheets(
    question: Optional[str] = typer.Argument(None),  # noqa: UP045
    as_json: bool = typer.Option(False, "--json", help="En JSON."),
    jsonl: bool = typer.Option(False, "--jsonl", help="Un objet JSON par ligne, en entrée et en sortie."),
) -> None:
    """Chercher la fiche officielle qui répond à une question."""
    from bot.knowledge.sheets import commands

    if jsonl == bool(question):
        raise typer.BadParameter("donnez une question, ou --jsonl.")
    commands.answer(question, sys.stdin if jsonl else None, as_json, settings_of_command())


@knowledge_app.command("check")
def check_answers() -> None:
    """Dire quelles réponses de la commune sont à revoir."""
    from bot.knowledge import checking
    from bot.territory.territory import load_territory

    territory = load_territory(settings_of_command().territory)
    problems = checking.check_topics(territory, SystemClock().now().astimezone(territory.timezone).date())
    for problem in problems:
        print(f"{problem.topic.code}.md, {problem.topic.title}\u00a0: {problem.sentence}")
    urgent = len({problem.topic.code for problem in problems if checking.is_urgent(problem)})
    if urgent:
        raise checking.AnswersToMend(urgent)
    print(f"Réponses vérifiées\u00a0: {len(territory.topics)}. Aucune n’est fausse, vide ou périmée.")
