"""The commands on keys: make one, list them, shut one."""

from __future__ import annotations

from typing import Optional

import typer

from bot.clock import SystemClock
from bot.command import open_register

keys_app = typer.Typer(no_args_is_help=True, help="Les clés des programmes qui écrivent par Open311.")


@keys_app.command("add")
def add_key(
    name: str,
    department: Optional[str] = typer.Option(None, help="Le service municipal dont c’est le logiciel."),  # noqa: UP045
) -> None:
    """Créer une clé ; elle n’est montrée qu’une fois."""
    from bot import api_keys

    database, territory = open_register()
    if department is not None and department not in territory.departments:
        raise api_keys.KeyRefused(f"Le service municipal {department} n’existe pas.")
    with database.begin_now() as connection:
        print(api_keys.add_key(connection, name, department, SystemClock().now()))


@keys_app.command("list")
def list_keys() -> None:
    """Les clés, sans leur valeur."""
    from bot import api_keys

    database, _ = open_register()
    with database.read() as connection:
        for key in api_keys.list_keys(connection):
            print(f"{key.name:<20} {key.department or '':<20} {'fermée' if key.disabled else 'ouverte'}")


@keys_app.command("disable")
def disable_key(name: str) -> None:
    """Fermer une clé."""
    from bot import api_keys

    database, _ = open_register()
    with database.begin_now() as connection:
        api_keys.disable_key(connection, name)
    print(f"Clé {name} fermée.")
