"""Where a finished mail goes: to a mail server, or into a folder."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from actions.backoffice.adapter import DeliveryError, DeliveryFailed, DeliveryRefused, DeliveryUncertain

TIMEOUT_SECONDS = 30.0
# A server may look for spam before it takes a mail, and giving up meanwhile makes doubles (RFC 5321, 4.5.3.2.6).
TAKING_SECONDS = 60.0
MOST_AT_ONCE = 3  # what Exchange Online takes from one sender
SMTP_PORTS = {"smtp": 25, "smtps": 465}
ABOUT_THE_MAIL = (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError)


log = structlog.get_logger()


class Transport(Protocol):
    """Somewhere to hand a mail to; it raises the dispatcher's failures."""

    async def post(self, mail: EmailMessage, key: str) -> None: ...


class SmtpTransport:
    """A mail server, named by a URL such as `smtp://user:password@host:587`."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)

    async def post(self, mail: EmailMessage, key: str) -> None:
        """Send through the server. A hidden copy (Bcc) goes when the department's mail does, and never alone."""
        copy_to = mail["Bcc"]
        del mail["Bcc"]
        client, is_leaving = self._client(mail["From"].rpartition("@")[2]), False
        try:
            async with self._turns, client:
                await client.mail(mail["From"])
                await client.rcpt(mail["To"])
                if copy_to:
                    await _offer_copy(client, copy_to)
                is_leaving = True
                await client.data(mail.as_bytes(), timeout=TAKING_SECONDS)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _failure(error, is_leaving) from error

    def _client(self, domain: str) -> aiosmtplib.SMTP:
        parts = self._parts
        return aiosmtplib.SMTP(
            hostname=parts.hostname,
            local_hostname=domain,  # otherwise asked of the machine and its DNS at each mail
            port=parts.port or SMTP_PORTS[parts.scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            timeout=TIMEOUT_SECONDS,
        )


class MailFolder:
    """Mails written as files, for the demo and for trying things out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def post(self, mail: EmailMessage, key: str) -> None:
        """Write the mail, over an earlier try of the same."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{key}.eml").write_bytes(mail.as_bytes())


async def _offer_copy(client: aiosmtplib.SMTP, address: str) -> None:
    try:
        await client.rcpt(address)
    except aiosmtplib.SMTPRecipientRefused as error:
        log.warning("mail_copy_refused", code=error.code)


def _failure(error: Exception, may_be_there: bool) -> DeliveryError:
    """What the server says of this mail is for good from 500 on (RFC 5321, 4.2.1); the rest may pass later."""
    name = type(error).__name__
    if isinstance(error, ABOUT_THE_MAIL) and error.code >= 400:
        if error.code >= 500:
            return DeliveryRefused(f"Le serveur de courriel refuse ce message ({name}, {error.code}).")
    elif may_be_there:
        return DeliveryUncertain(f"L’échange avec le serveur de courriel s’est interrompu ({name}).")
    return DeliveryFailed(f"Le serveur de courriel n’a pas pris le message ({name}).")
