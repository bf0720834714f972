"""A town whose road department is reached by mail."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from actions.backoffice.mail_address import MailAddress
from bot.settings import Settings, read_settings
from bot.territory.territory import Territory

SENDER, SECRET = "signalements@belrive.example", "s" * 40
ADDRESS = MailAddress(SENDER, SECRET)
DEPARTMENT = "voirie@belrive.example"


def by_mail(territory: Territory) -> Territory:
    road = dataclasses.replace(territory.departments["voirie"], destination="email", email=DEPARTMENT)
    return dataclasses.replace(territory, departments={**territory.departments, "voirie": road})


def mail_settings(folder: Path, smtp_url: str, imap_url: str | None) -> Settings:
    """Settings of a town with a mail server, and with a mailbox unless there is none."""
    mail = {"smtp_url": smtp_url, "imap_url": imap_url, "mail_address": SENDER, "secret_key": SECRET}
    return dataclasses.replace(read_settings({}), var=folder, **mail)  # type: ignore[arg-type]


def key_of(reference: str, number: int | None = None) -> str:
    """The Message-ID of a request, or of a word added to it."""
    return ADDRESS.message_id(reference if number is None else f"{reference}.{number}")
