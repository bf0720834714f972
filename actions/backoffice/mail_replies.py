"""Replies to the town's mails, read from a mailbox by IMAP.

A mailbox is read from where the last reading ended (`UIDVALIDITY:UID`); nothing in it is changed.
"""

from __future__ import annotations

import asyncio
import imaplib
import re
import ssl
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from actions.backoffice.adapter import DeliveryFailed, Fetched, Update
from actions.backoffice.mail_address import MailAddress
from actions.backoffice.mail_message import LIMIT

TIMEOUT_SECONDS = 30
PORTS = {"imap": 143, "imaps": 993}
MOST_AT_ONCE = 100
MOST_BYTES = 15_000_000
ADDRESS_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To")
WORDS = {
    r"en\s+cours": "en_cours",
    r"pr[ée]vue?": "planifie",
    r"(?:r[ée]gl[ée]e?|r[ée]solue?)": "resolu",
    r"sans\s+suite": "sans_suite",
    r"hors\s+comp[ée]tence": "hors_competence",
}
# The lines by which mail programs introduce what is quoted.
QUOTED = re.compile(
    r"^\s*(?:>|De\s*:|From:|-{2,} ?(?:Message|Original)|_{10,}|(?:Le|On)\s.{5,120}(?:écrit|wrote)\s*:?\s*$)"
)


class Mailbox:
    """The mailbox that replies reach, named by a URL such as `imaps://user:password@host/INBOX`."""

    def __init__(self, url: str, address: MailAddress) -> None:
        self._parts = urlsplit(url)
        self._address = address

    async def fetch(self, mark: str | None, now: datetime) -> Fetched:
        """Replies that came since the mark; the first reading starts at the mailbox's end.

        Raises:
            DeliveryFailed: the mailbox cannot be read.
        """
        try:
            return await asyncio.to_thread(self._read, mark, now)
        except (imaplib.IMAP4.error, OSError) as error:
            raise DeliveryFailed(f"La boîte des réponses ne se lit pas ({type(error).__name__}).") from error

    def _read(self, mark: str | None, now: datetime) -> Fetched:
        client = self._open()
        try:
            client.select(unquote(self._parts.path.lstrip("/")) or "INBOX", readonly=True)
            validity = _number(client.response("UIDVALIDITY")[1])
            last = _last(mark, validity)
            if last is None:
                return Fetched((), f"{validity}:{_number(client.response('UIDNEXT')[1]) - 1}")
            numbers = [number for number in _search(client, last + 1) if number > last][:MOST_AT_ONCE]
            updates = [update for number in numbers for update in self._updates(client, number, now)]
            return Fetched(updates, f"{validity}:{max([last, *numbers])}")
        finally:
            client.logout()

    def _open(self) -> imaplib.IMAP4:
        parts = self._parts
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        if parts.scheme == "imaps":
            secure = ssl.create_default_context()
            client: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, port, ssl_context=secure, timeout=TIMEOUT_SECONDS)
        else:
            client = imaplib.IMAP4(host, port, timeout=TIMEOUT_SECONDS)
        client.login(unquote(parts.username or ""), unquote(parts.password or ""))
        return client

    def _updates(self, client: imaplib.IMAP4, number: int, now: datetime) -> Iterator[Update]:
        size = client.uid("FETCH", str(number), "(RFC822.SIZE)")[1]
        if _number(size) > MOST_BYTES:
            return
        for part in client.uid("FETCH", str(number), "(BODY.PEEK[])")[1]:
            if isinstance(part, tuple):
                update = read_reply(message_from_bytes(part[1], policy=policy.default), self._address, now)
                if update is not None:
                    yield update


def read_reply(mail: EmailMessage, address: MailAddress, now: datetime) -> Update | None:
    """What a department's reply says; None for a mail that is no reply, or that a machine wrote.

    A first word in capitals or not (EN COURS, PRÉVU, RÉGLÉ...) changes the state, and what follows is for the
    resident; without it the reply is a note of the file.
    """
    reference = _reference(mail, address)
    if reference is None or _is_automatic(mail):
        return None
    text = _own_words(mail)
    key = str(mail.get("Message-ID") or f"{reference} {mail.get('Date')}").strip()[:200]
    for words, status in WORDS.items():
        found = re.match(rf"\W*{words}(?!\w)[\s.:,;!-]*", text, re.IGNORECASE)
        if found is not None:
            return Update(key, reference, now, text[found.end() :], status)
    return Update(key, reference, now, text, internal=True) if text else None


def _reference(mail: EmailMessage, address: MailAddress) -> str | None:
    for header in ADDRESS_HEADERS:
        for value in mail.get_all(header, ()):
            reference = address.reference(str(value))
            if reference is not None:
                return reference
    return None


def _is_automatic(mail: EmailMessage) -> bool:
    """Absence messages and bounces (RFC 3834)."""
    automatic = str(mail.get("Auto-Submitted", "no")).strip().lower() != "no"
    bulk = str(mail.get("Precedence", "")).lower() in ("bulk", "junk", "auto_reply", "list")
    return automatic or bulk or not str(mail.get("Return-Path", "x")).strip("<> ")


def _own_words(mail: EmailMessage) -> str:
    """The reply without what it quotes."""
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, ValueError):
        return ""
    if body.get_content_subtype() == "html":
        broken = re.sub(r"(?i)<br[^>]*>|</(?:p|div|tr|blockquote)>", "\n", text)
        text = "\n".join(str(Markup(line).striptags()) for line in broken.splitlines())  # noqa: S704 (a text is made)
    kept: list[str] = []
    for line in text.partition(LIMIT)[0].splitlines():
        if QUOTED.match(line):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).partition("\n-- \n")[0].strip()


def _last(mark: str | None, validity: int) -> int | None:
    known, _, number = (mark or "").partition(":")
    return int(number) if known == str(validity) and number.isdigit() else None


def _search(client: imaplib.IMAP4, first: int) -> list[int]:
    found = client.uid("SEARCH", "UID", f"{first}:*")[1]
    return sorted(int(number) for line in found if line for number in line.split())


def _number(answer: object) -> int:
    """The last number of an answer of the server."""
    numbers = re.findall(rb"\d+", b" ".join(part for part in answer if isinstance(part, bytes)))  # type: ignore[attr-defined]
    return int(numbers[-1]) if numbers else 0
