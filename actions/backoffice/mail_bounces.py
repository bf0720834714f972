"""Bounces: mails that a server took, and then could not hand to the department (RFC 3464)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from typing import Any

from actions.backoffice.adapter import Update
from actions.backoffice.mail_address import MailAddress

KEY = re.compile(r"<([0-9A-Z-]+(?:\.\d{1,9})?)@", re.ASCII)


def read_bounce(mail: Message[Any, Any], address: MailAddress, now: datetime) -> Update | None:
    """What a report says of a mail of ours that did not arrive; None for any other mail.

    A report returns the headers of the mail, and our signed address with them: nobody else can make one.
    """
    codes = [
        str(recipient.get("Status", "inconnu")).strip()[:20]
        for recipient in _inside(mail, "message/delivery-status")
        if str(recipient["Action"]).strip().lower() == "failed" and not _is_ours(recipient, address)
    ]
    for headers in _returned(mail):
        reference = address.reference(str(headers["Reply-To"]))
        key = KEY.match(str(headers["Message-ID"]).strip())
        if codes and reference and key and key[1].partition(".")[0] == reference:
            text = f"Un courriel au service n’est pas arrivé\u00a0: le serveur du destinataire l’a rendu ({codes[0]})."
            name = f"bounce:{mail['Message-ID']}"[:200]
            return Update(name, reference, now, text, internal=True, returned=key[1])
    return None


def _is_ours(recipient: Message[Any, Any], address: MailAddress) -> bool:
    """Whether it is our own copy that did not arrive."""
    return address.reference(str(recipient["Final-Recipient"])) is not None


def _returned(mail: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The mail that comes back, or its headers."""
    yield from _inside(mail, "message/rfc822")
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            yield message_from_bytes(bytes(part.get_payload(decode=True)))  # type: ignore[arg-type]


def _inside(mail: Message[Any, Any], kind: str) -> Iterator[Message[Any, Any]]:
    """The messages, or groups of fields, that the parts of this type hold."""
    for part in mail.walk():
        content = part.get_payload()
        if part.get_content_type() == kind and isinstance(content, list):
            yield from (item for item in content if isinstance(item, Message))
