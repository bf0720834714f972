"""`parvis export`: what the commune may put in a spreadsheet, or publish."""

from __future__ import annotations

import sys

import typer

from bot.command import open_register

export_app = typer.Typer(no_args_is_help=True, help="Les données de la commune, en fichiers.")


@export_app.command("requests")
def export_requests() -> None:
    """Les demandes, en CSV, sans contact ni paroles d’habitant."""
    from bot.requests import export, register

    database, territory = open_register()
    with database.read() as connection:
        export.write_csv(register.requests_since(connection, most=1_000_000), territory, sys.stdout)


@export_app.command("remarks")
def export_remarks() -> None:
    """Les idées et les félicitations, en CSV."""
    from bot.conversations import remarks

    database, territory = open_register()
    with database.read() as connection:
        remarks.write_csv(remarks.list_remarks(connection), territory.timezone, sys.stdout)
