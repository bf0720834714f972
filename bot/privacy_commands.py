"""`parvis purge`: personal data goes when its time has come."""

from __future__ import annotations

import asyncio

import typer

from bot.clock import SystemClock
from bot.command import open_register, settings_of_command


def purge(dry_run: bool = typer.Option(False, "--dry-run", help="Compter sans rien effacer.")) -> None:
    """Effacer les données personnelles dont la durée de conservation est passée."""
    from bot.privacy import purge as purging

    settings = settings_of_command()
    database, _ = open_register()
    erased = asyncio.run(purging.purge(database, settings.var / "media", SystemClock().now(), dry_run))
    for name, count in erased.items():
        print(f"{name} : {count}")
