"""A mailbox on loopback: as much of IMAP4rev1 (RFC 3501) as reading new mails and finding old ones needs."""

from __future__ import annotations

import asyncio
import re
from email import message_from_bytes
from email.message import Message
from typing import Any


class ImapServer:
    """`mails` are raw messages in the order of their arrival; the first has the UID 1, and None has been removed."""

    def __init__(self, mails: list[bytes | None]) -> None:
        self.mails = mails
        self.validity = 7
        self.is_old = False  # whether all of them came before any date that is asked
        self._deleted: set[int] = set()
        self._server: asyncio.AbstractServer | None = None

    async def __aenter__(self) -> ImapServer:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._server is not None
        self._server.close()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"imap://parvis:passe@127.0.0.1:{self._server.sockets[0].getsockname()[1]}/INBOX"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        while line := (await reader.readline()).decode().strip():
            tag, _, command = line.partition(" ")
            for answer in self._answers(command):
                writer.write(answer + b"\r\n")
            done = "NO wrong" if command.startswith("LOGIN") and "passe" not in command else "OK done"
            writer.write(f"{tag} {done}\r\n".encode())
            await writer.drain()
        writer.close()

    def _answers(self, command: str) -> list[bytes]:
        if command.startswith("CAPABILITY"):
            return [b"* CAPABILITY IMAP4rev1 UIDPLUS"]
        if command.startswith("SELECT"):
            following = len(self.mails) + 1
            state = (f"UIDVALIDITY {self.validity}", f"UIDNEXT {following}")
            return [f"* {len(self.mails)} EXISTS".encode(), *(f"* OK [{text}] x".encode() for text in state)]
        if command.startswith("UID SEARCH "):
            return [("* SEARCH " + " ".join(map(str, self._found(command[11:])))).encode()]
        if command.startswith("UID FETCH"):
            return self._fetched(int(command.split()[2]), command)
        if command.startswith("UID STORE"):
            self._deleted |= set(map(int, command.split()[2].split(",")))
        if command.startswith("UID EXPUNGE"):
            for number in self._deleted & set(map(int, command.split()[2].split(","))):
                self.mails[number - 1] = None
        return []

    def _found(self, criteria: str) -> list[int]:
        last = len(self.mails)
        there = [(number, mail) for number, mail in enumerate(self.mails, start=1) if mail is not None]
        return [number for number, mail in there if self._matches(criteria, number, last, message_from_bytes(mail))]

    def _matches(self, criteria: str, number: int, last: int, mail: Message[Any, Any]) -> bool:
        """Whether a message meets every key of a search (RFC 3501, 6.4.4)."""
        rest = criteria.strip()
        while rest:
            negated = rest.startswith("NOT ")
            rest = rest.removeprefix("NOT ")
            if group := re.match(r"\((.*?)\)\s*", rest):
                met = self._matches(group[1], number, last, mail)
            elif group := re.match(r"UID (\d+):\*\s*", rest):
                # As the RFC says, `n:*` names at least the last message.
                met = number >= min(int(group[1]), last)
            elif group := re.match(r"BEFORE \d\d-[A-Z][a-z]{2}-\d{4}\s*", rest):
                met = self.is_old
            elif group := re.match(r'(?:HEADER )?(\S+) "(.*?)"\s*', rest):
                met = group[2].lower() in str(mail.get(group[1], "")).lower()
            else:
                raise ValueError(criteria)
            if met == negated:
                return False
            rest = rest[group.end() :]
        return True

    def _fetched(self, number: int, command: str) -> list[bytes]:
        mail = self.mails[number - 1] or b""
        if "SIZE" in command:
            return [f"* {number} FETCH (UID {number} RFC822.SIZE {len(mail)})".encode()]
        return [f"* {number} FETCH (UID {number} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")"]
