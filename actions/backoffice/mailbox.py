"""The town's mailbox, read by IMAP: replies to its mails, those that came back, and the copies of all.

It is read from where the last reading ended (`UIDVALIDITY:UID`). A copy tells that a mail left; it holds what a
resident wrote, and is removed once no try can need it. Nothing else in the mailbox is changed.
"""

from __future__ import annotations

import asyncio
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from actions.backoffice.adapter import DeliveryFailed, Fetched, Update
from actions.backoffice.mail_address import MailAddress
from actions.backoffice.mail_bounces import read_bounce
from actions.backoffice.mail_replies import read_reply

TIMEOUT_SECONDS = 30
PORTS = {"imap": 143, "imaps": 993}
MOST_AT_ONCE = 100
MOST_BYTES = 15_000_000
COPIES_KEPT = timedelta(days=30)  # the last try comes on the fourth, an agent may order another

Found = TypeVar("Found")


class Mailbox:
    """The mailbox that replies and copies reach, named by a URL such as `imaps://user:password@host/INBOX`."""

    def __init__(self, url: str, address: MailAddress) -> None:
        self._parts = urlsplit(url)
        self._address = address

    async def fetch(self, mark: str | None, now: datetime) -> Fetched:
        """Replies that came since the mark; the first reading starts at the mailbox's end.

        Raises:
            DeliveryFailed: the mailbox cannot be read.
        """
        return await self._visit(lambda client: self._read(client, mark, now))

    async def holds(self, message_id: str) -> bool:
        """Whether a mail of this Message-ID has come.

        Raises:
            DeliveryFailed: the mailbox cannot be read.
        """
        return await self._visit(lambda client: bool(_search(client, f'HEADER Message-ID "{message_id}"')))

    async def _visit(self, work: Callable[[imaplib.IMAP4], Found]) -> Found:
        try:
            return await asyncio.to_thread(self._work, work)
        except (imaplib.IMAP4.error, OSError) as error:
            raise DeliveryFailed(f"La boîte des réponses ne se lit pas ({type(error).__name__}).") from error

    def _work(self, work: Callable[[imaplib.IMAP4], Found]) -> Found:
        client = self._open()
        try:
            client.select(unquote(self._parts.path.lstrip("/")) or "INBOX")
            return work(client)
        finally:
            client.logout()

    def _read(self, client: imaplib.IMAP4, mark: str | None, now: datetime) -> Fetched:
        self._drop(client, f"BEFORE {imaplib.Time2Internaldate(now - COPIES_KEPT)[1:12]} {self._copies}")
        validity = _number(client.response("UIDVALIDITY")[1])
        last = _last(mark, validity)
        if last is None:
            return Fetched((), f"{validity}:{_number(client.response('UIDNEXT')[1]) - 1}")
        found = _search(client, f"UID {last + 1}:* NOT {self._copies}")
        numbers = [number for number in found if number > last][:MOST_AT_ONCE]
        updates = [update for number in numbers for update in self._updates(client, number, now)]
        return Fetched(updates, f"{validity}:{max([last, *numbers])}")

    @property
    def _copies(self) -> str:
        """What a search finds the copies by (RFC 3501, 6.4.4)."""
        name = self._address.sender.partition("@")[0]
        return f'(FROM "{self._address.sender}" HEADER Reply-To "{name}+")'

    def _drop(self, client: imaplib.IMAP4, criteria: str) -> None:
        numbers = ",".join(map(str, _search(client, criteria)))
        if numbers:
            client.uid("STORE", numbers, "+FLAGS.SILENT", r"(\Deleted)")
            with suppress(imaplib.IMAP4.error):  # RFC 4315; where it is missing they stay marked
                client.uid("EXPUNGE", numbers)

    def _open(self) -> imaplib.IMAP4:
        parts = self._parts
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        secure = ssl.create_default_context()
        if parts.scheme == "imaps":
            client: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, port, ssl_context=secure, timeout=TIMEOUT_SECONDS)
        else:
            client = imaplib.IMAP4(host, port, timeout=TIMEOUT_SECONDS)
            if "STARTTLS" in client.capabilities:
                client.starttls(secure)
        client.login(unquote(parts.username or ""), unquote(parts.password or ""))
        return client

    def _updates(self, client: imaplib.IMAP4, number: int, now: datetime) -> Iterator[Update]:
        size = client.uid("FETCH", str(number), "(RFC822.SIZE)")[1]
        if _number(size) > MOST_BYTES:
            return
        for part in client.uid("FETCH", str(number), "(BODY.PEEK[])")[1]:
            if isinstance(part, tuple):
                mail = message_from_bytes(part[1], policy=policy.default)
                bounce = read_bounce(mail, self._address, now)
                if bounce is not None:
                    self._drop(client, f'HEADER Message-ID "{self._address.message_id(str(bounce.returned))}"')
                update = bounce or read_reply(mail, self._address, now)
                if update is not None:
                    yield update


def _last(mark: str | None, validity: int) -> int | None:
    known, _, number = (mark or "").partition(":")
    return int(number) if known == str(validity) and number.isdigit() else None


def _search(client: imaplib.IMAP4, criteria: str) -> list[int]:
    found = client.uid("SEARCH", criteria)[1]
    return sorted(int(number) for line in found if line for number in line.split())


def _number(answer: object) -> int:
    """The last number of an answer of the server."""
    numbers = re.findall(rb"\d+", b" ".join(part for part in answer if isinstance(part, bytes)))  # type: ignore[attr-defined]
    return int(numbers[-1]) if numbers else 0
