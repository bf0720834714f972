"""`parvis users`: the accounts of agents and trainers."""

from __future__ import annotations

import typer

from bot.clock import SystemClock
from bot.command import open_register

users_app = typer.Typer(no_args_is_help=True, help="Les comptes des agents et des formateurs.")


@users_app.command("add")
def add_user(login: str, first_name: str, role: str = typer.Option("agent", help="agent, formateur ou admin.")) -> None:
    """Créer un compte ; le mot de passe est demandé."""
    from bot.accounts import add_account

    database, _ = open_register()
    password = typer.prompt("Mot de passe", hide_input=True, confirmation_prompt=True)
    with database.begin_now() as connection:
        add_account(connection, login, first_name, role, password, SystemClock().now())
    print(f"Compte {login} créé.")


@users_app.command("list")
def list_users() -> None:
    """Les comptes."""
    from bot.accounts import list_accounts

    database, _ = open_register()
    with database.read() as connection:
        for account in list_accounts(connection):
            state = "fermé" if account.disabled else "ouvert"
            print(f"{account.login:<20} {account.first_name:<20} {account.role:<10} {state}")


@users_app.command("disable")
def disable_user(login: str) -> None:
    """Fermer un compte et ses sessions."""
    from bot.accounts import disable_account

    database, _ = open_register()
    with database.begin_now() as connection:
        disable_account(connection, login)
    print(f"Compte {login} fermé.")
