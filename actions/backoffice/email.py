"""E-mail: a readable French mail to the department, with a Message-ID that a retry repeats."""

from __future__ import annotations

import html
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from actions.backoffice.adapter import Comment, DeliveryFailed, Fetched, Parcel, Receipt, Sent

TIMEOUT_SECONDS = 30
SMTP_PORTS = {"smtp": 25, "smtps": 465}


class Transport(Protocol):
    """Where a finished mail goes."""

    async def post(self, mail: EmailMessage, reference: str) -> None:
        """Hand the mail over.

        Raises:
            DeliveryFailed: it was not taken.
        """
        ...


class Email:
    """Sends a request as a mail from `sender`, an address."""

    def __init__(self, transport: Transport, sender: str) -> None:
        self._transport = transport
        self._sender = sender

    async def send(self, parcel: Parcel) -> Receipt:
        """Mail the request; the Message-ID stands for it at the destination."""
        mail = self._mail(parcel)
        await self._transport.post(mail, parcel.key)
        return Receipt(str(mail["Message-ID"]))

    async def look_up(self, parcel: Parcel) -> Receipt | None:
        """Mail cannot be looked up; a repeated Message-ID is one mail to the reader."""
        return None

    async def add_comment(self, parcel: Parcel, comment: Comment) -> None:
        return None

    async def has_comment(self, parcel: Parcel, comment: Comment) -> bool:
        return False

    async def fetch_updates(self, sent: Sequence[Sent], mark: str | None) -> Fetched:
        return Fetched()

    def _mail(self, parcel: Parcel) -> EmailMessage:
        request = parcel.request
        rows = _rows(parcel)
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._sender
        mail["To"] = parcel.department.email
        mail["Subject"] = f"[{request.reference}] {parcel.service.name}"
        mail["Date"] = format_datetime(request.requested_at)
        mail["Message-ID"] = f"<{request.reference}@{self._sender.rpartition('@')[2]}>"
        mail.set_content("\n".join(f"{name}\u00a0: {value}" for name, value in rows))
        mail.add_alternative(_as_html(rows), subtype="html")
        return mail


class SmtpTransport:
    """A mail server, named by a URL such as `smtp://user:password@host:587`."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    async def post(self, mail: EmailMessage, reference: str) -> None:
        """Send through the server."""
        parts = self._parts
        try:
            await aiosmtplib.send(
                mail,
                hostname=parts.hostname,
                port=parts.port or SMTP_PORTS[parts.scheme],
                username=unquote(parts.username) if parts.username else None,
                password=unquote(parts.password) if parts.password else None,
                use_tls=parts.scheme == "smtps",
                timeout=TIMEOUT_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise DeliveryFailed(f"Le serveur de courriel n’a pas pris le message ({type(error).__name__}).") from error


class MailFolder:
    """Mails written as files, for the demo and for trying things out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def post(self, mail: EmailMessage, reference: str) -> None:
        """Write the mail, over an earlier try of the same."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{reference}.eml").write_bytes(mail.as_bytes())


def _rows(parcel: Parcel) -> list[tuple[str, str]]:
    request, questions = parcel.request, {question.code: question.text for question in parcel.service.questions}
    place = request.place
    rows = [
        ("Numéro", request.reference),
        ("Problème", parcel.service.name),
        ("Lieu", place.words()),
        ("Message", request.description),
        *((questions.get(code, code), text) for code, text in request.attributes.items()),
    ]
    if place.latitude is not None:
        rows.append(("Position", f"{place.latitude:.6f}, {place.longitude:.6f}"))
    rows.append(("Dossier", parcel.page))
    return rows


def _as_html(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><th align='left'>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>" for name, value in rows
    )
    return f"<html lang='fr'><body><table cellpadding='4'>{cells}</table></body></html>"
