"""The `parvis` command: the only file that knows every part.

Each part is imported by the command that needs it, so that a light one answers at once.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NoReturn, Optional

import typer

from bot.api_key_commands import keys_app
from bot.clock import MovableClock, SystemClock
from bot.command import open_register as _register
from bot.command import settings_of_command as _settings
from bot.errors import ParvisError
from bot.export_commands import export_app
from bot.knowledge_commands import knowledge_app
from bot.privacy_commands import purge
from bot.settings import Settings, SettingsError
from bot.user_commands import users_app

# Before Rasa, numpy or TensorFlow is imported: nothing is told outside, one thread for each small product.
os.environ.update({"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "LOG_LEVEL": "ERROR"})
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Parvis, l’assistant d’une commune.",
)
requests_app = typer.Typer(no_args_is_help=True, help="Les demandes enregistrées.")
addresses_app = typer.Typer(no_args_is_help=True, help="Les adresses et les lieux.")
destinations_app = typer.Typer(no_args_is_help=True, help="Les systèmes à qui les demandes sont envoyées.")
app.command()(purge)
app.add_typer(requests_app, name="requests")
app.add_typer(addresses_app, name="addresses")
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(export_app, name="export")
app.add_typer(users_app, name="users")
app.add_typer(keys_app, name="keys")
app.add_typer(destinations_app, name="destinations")


def main() -> None:
    """Run a command: 0 when it worked, 1 when it failed, 2 when it was asked wrongly."""
    try:
        app()
    except SettingsError as error:
        _stop(str(error), 2)
    except ParvisError as error:
        _stop(str(error), error.status)
    except BrokenPipeError:
        sys.exit(1)


def _stop(sentence: str, status: int) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(status)


@app.command()
def run() -> None:
    """Tout démarrer : l’assistant, le site de démonstration, le bureau et les envois."""
    from connectors.server import serve

    settings = _settings()
    serve(settings)


@app.command()
def train() -> None:
    """Entraîner le modèle sur les exemples et les règles présents."""
    from nlu import commands

    commands.train(_settings())


@app.command()
def parse(jsonl: bool = typer.Option(True, help="Un objet JSON par ligne, en entrée et en sortie.")) -> None:
    """Dire ce qui est compris de chaque message lu sur l’entrée."""
    from nlu import commands

    _settings()
    commands.parse(sys.stdin)


@app.command()
def evaluate(as_json: bool = typer.Option(False, "--json", help="En JSON.")) -> None:
    """Mesurer la compréhension : messages écrits à part, validation croisée, courbe ; dix à vingt minutes."""
    from nlu import commands

    commands.evaluate(_settings(), as_json)


@app.command()
def compare(model_a: Path, model_b: Path) -> None:
    """Mettre face à face deux modèles entraînés, ou deux chaînes de traitement (.yml) entraînées à l’instant."""
    from nlu import commands

    commands.compare(model_a, model_b, _settings())


@app.command()
def chat(
    jsonl: bool = typer.Option(False, "--jsonl", help="Un objet JSON par ligne, en entrée et en sortie."),
    channel: str = typer.Option("web", help="Le canal imité : web ou telegram."),
    database: Optional[str] = typer.Option(None, help="Une autre base de données que celle du réglage."),  # noqa: UP045
) -> None:
    """Converser avec l’assistant dans le terminal."""
    if channel not in ("web", "telegram"):
        _stop("Le canal doit être « web » ou « telegram ».", 2)
    settings = _settings({"PARVIS_DATABASE_URL": database} if database else {})
    asyncio.run(_chat(settings, channel, jsonl))


async def _chat(settings: Settings, channel: str, jsonl: bool) -> None:
    from connectors.dialogue.agent import load_agent
    from connectors.engine import Engine
    from connectors.scripted_chat import ScriptedChat, play
    from connectors.town import open_town
    from nlu.training import ensure_trained

    clock = MovableClock(SystemClock().now())
    town = open_town(settings, clock)
    if settings.now is not None:
        clock = MovableClock(settings.now.replace(tzinfo=town.territory.timezone))
        town = open_town(settings, clock)
    agent = load_agent(ensure_trained())
    engine = Engine(town.database, town.territory, town.places, agent, clock, town.sheets(), town.links())
    script = ScriptedChat(town, engine, clock, channel)
    if jsonl:
        await play(script, iter(sys.stdin.readline, ""), _print_line)
    else:
        await _talk(script)


async def _talk(script: Any) -> None:
    """A conversation for a person: plain lines in, sentences and choices out."""
    print("Écrivez votre message, puis Entrée. Ctrl-D pour finir.")
    for line in iter(sys.stdin.readline, ""):
        answer = await script.answer(json.dumps({"sender": "terminal", "text": line.strip()}))
        for reply in answer["replies"]:
            titles = "  ".join(f"[{button['title']}]" for button in reply["buttons"])
            print(f"  {reply['text']}" + (f"\n  {titles}" if titles else ""), flush=True)


@requests_app.command("list")
def list_requests(
    as_json: bool = typer.Option(False, "--json", help="En JSON."),
    since: Optional[str] = typer.Option(None, help="Depuis ce jour, comme 2026-11-24."),  # noqa: UP045
) -> None:
    """Les demandes, de la plus récente à la plus ancienne."""
    from bot.requests import register, service_request

    database, territory = _register()
    start = None if since is None else datetime.combine(_day(since), time.min, territory.timezone)
    with database.read() as connection:
        found = register.requests_since(connection, start)
    shown = [service_request.as_json(request, territory.timezone) for request in found]
    if as_json:
        _print_json(shown)
        return
    for request in shown:
        place = request["address"] or request["place_note"] or ""
        print(f"{request['reference']}  {request['status']:<12} {request['service_code']:<28} {place}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _stop("La date doit s’écrire comme 2026-11-24.", 2)


@requests_app.command("show")
def show_request(reference: str, as_json: bool = typer.Option(False, "--json", help="En JSON.")) -> None:
    """Une demande avec son histoire."""
    from bot.requests import references, register, service_request

    database, territory = _register()
    with database.read() as connection:
        request = register.get_request(connection, references.read_reference(reference))
    shown = service_request.as_json(request, territory.timezone)
    if as_json:
        _print_json(shown)
        return
    for name, value in shown.items():
        print(f"{name}: {json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value}")


@requests_app.command("set-status")
def set_status(
    reference: str,
    status: str,
    note: str = typer.Option("", help="Ce qui est dit à l’habitant."),
    original: str = typer.Option("", "--originale", help="Pour un doublon : le numéro de l’autre demande."),
) -> None:
    """Changer l’état d’une demande, comme un agent ; les habitants concernés en sont avertis."""
    from bot.conversations.notifications import change_status, merge_requests
    from bot.requests.lifecycle import DUPLICATE
    from bot.requests.references import read_reference

    database, territory = _register()
    number, now = read_reference(reference), SystemClock().now()
    with database.begin_now() as connection:
        if status == DUPLICATE and original:
            merge_requests(connection, number, read_reference(original), "agent", now, note)
        else:
            change_status(connection, territory, number, status, "agent", now, note)
    print(f"{number} : {status}")


@addresses_app.command("import")
def import_addresses(files: list[Path]) -> None:
    """Importer des fichiers BAN, BAL ou SCDL (équipements), compressés ou non."""
    from bot.places import commands

    commands.import_files(files, _settings())


@addresses_app.command("search")
def search_addresses(
    text: Optional[str] = typer.Argument(None),  # noqa: UP045
    as_json: bool = typer.Option(False, "--json", help="En JSON."),
    jsonl: bool = typer.Option(False, "--jsonl", help="Un objet JSON par ligne, en entrée et en sortie."),
) -> None:
    """Chercher une adresse ou un lieu."""
    from bot.places import commands

    if jsonl == bool(text):
        _stop("Donnez un texte à chercher, ou --jsonl.", 2)
    commands.search(text, sys.stdin if jsonl else None, as_json, _settings())


@addresses_app.command("reverse", context_settings={"ignore_unknown_options": True})  # a longitude may begin with « - »
def reverse_address(lat: str, lon: str, as_json: bool = typer.Option(False, "--json", help="En JSON.")) -> None:
    """L’adresse la plus proche d’une position."""
    from bot.places import commands

    position = commands.read_position(lat.replace(",", "."), lon.replace(",", "."))
    if position is None:
        _stop("La position s’écrit comme 48.11 -1.68 : la latitude, puis la longitude.", 2)
    commands.reverse(position, as_json, _settings())


@destinations_app.command("check")
def check_destination(code: str) -> None:
    """Comparer le catalogue de la commune avec celui d’une destination Open311."""
    from actions.backoffice.open311_check import check_destination as check

    problems = asyncio.run(check(code, _settings()))
    for sentence in problems:
        print(sentence)
    if problems:
        _stop(f"{len(problems)} point(s) à corriger dans destinations.yml.", 1)
    print("La destination connaît tout ce qui lui sera envoyé.")


def _print_json(value: object) -> None:
    _print_line(json.dumps(value, ensure_ascii=False))


def _print_line(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
