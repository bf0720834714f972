"""Where a finished mail goes: to a mail server, or into a folder."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from actions.backoffice.adapter import DeliveryError, DeliveryFailed, DeliveryRefused, DeliveryUncertain

TIMEOUT_SECONDS = 30.0
SMTP_PORTS = {"smtp": 25, "smtps": 465}


class Transport(Protocol):
    """Somewhere to hand a mail to; it raises the dispatcher's failures."""

    async def post(self, mail: EmailMessage, key: str) -> None: ...


class SmtpTransport:
    """A mail server, named by a URL such as `smtp://user:password@host:587`."""

    def __init__(self, url: str, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._parts = urlsplit(url)
        self._timeout = timeout_seconds

    async def post(self, mail: EmailMessage, key: str) -> None:
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
                timeout=self._timeout,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _failure(error) from error


class MailFolder:
    """Mails written as files, for the demo and for trying things out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def post(self, mail: EmailMessage, key: str) -> None:
        """Write the mail, over an earlier try of the same."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{key}.eml").write_bytes(mail.as_bytes())


def _failure(error: Exception) -> DeliveryError:
    """A code in 400 may pass later (RFC 5321, 4.2.1); in 500 it is for good, a refused log-in apart."""
    name = type(error).__name__
    codes = _codes(error)
    if codes and all(code >= 500 for code in codes) and not isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return DeliveryRefused(f"Le serveur de courriel refuse ce message ({name}, {codes[0]}).")
    if isinstance(error, (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPReadTimeoutError)):
        return DeliveryUncertain(f"L’échange avec le serveur de courriel s’est interrompu ({name}).")
    return DeliveryFailed(f"Le serveur de courriel n’a pas pris le message ({name}).")


def _codes(error: Exception) -> list[int]:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return [recipient.code for recipient in error.recipients]
    return [error.code] if isinstance(error, aiosmtplib.SMTPResponseException) else []
