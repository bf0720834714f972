"""The back offices of a territory, opened with what their configuration says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.backoffice.adapter import BackOffice
from actions.backoffice.desk import Desk
from actions.backoffice.email import Email, MailFolder, SmtpTransport
from actions.backoffice.http import HttpClient
from bot.clock import Clock
from bot.settings import Settings
from bot.territory.destinations import DESK, EMAIL, Destination
from bot.territory.territory import Territory


@dataclass(frozen=True)
class Means:
    """What an adapter works with. Its secrets are `settings.secret(destination.code, NAME)`."""

    settings: Settings
    territory: Territory
    http: HttpClient
    clock: Clock


# Each kind of system with the function that opens one; it raises TerritoryError or SettingsError.
KINDS: dict[str, Callable[[Destination, Means], BackOffice]] = {}


def open_back_offices(means: Means) -> dict[str, BackOffice]:
    """Every destination of the territory by its code, the desk and e-mail included.

    Raises:
        TerritoryError, SettingsError: an option or a secret is missing or wrong.
    """
    others = means.territory.destinations.values()
    return {
        DESK: Desk(),
        EMAIL: _open_email(means),
        **{destination.code: KINDS[destination.kind](destination, means) for destination in others},
    }


def _open_email(means: Means) -> Email:
    settings = means.settings
    transport = SmtpTransport(settings.smtp_url) if settings.smtp_url else MailFolder(settings.var / "mail")
    sender = f"ne-pas-repondre@{means.territory.folder.name}.example"
    return Email(transport, sender)
