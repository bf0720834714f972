"""A mailbox on loopback: as much of IMAP4rev1 (RFC 3501) as reading new mails needs."""

from __future__ import annotations

import asyncio
import re


class ImapServer:
    """`mails` are raw messages; the first has the UID 1."""

    def __init__(self, mails: list[bytes]) -> None:
        self.mails = mails
        self.validity = 7
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
            return [b"* CAPABILITY IMAP4rev1"]
        if command.startswith("EXAMINE"):
            following = len(self.mails) + 1
            state = (f"UIDVALIDITY {self.validity}", f"UIDNEXT {following}")
            return [f"* {len(self.mails)} EXISTS".encode(), *(f"* OK [{text}] x".encode() for text in state)]
        if command.startswith("UID SEARCH"):
            first = int(re.findall(r"UID (\d+):", command)[0])
            # As the RFC says, `n:*` names at least the last message.
            found = [number for number in range(1, len(self.mails) + 1) if number >= min(first, len(self.mails))]
            return [("* SEARCH " + " ".join(map(str, found))).encode()]
        if command.startswith("UID FETCH"):
            return self._fetched(int(command.split()[2]), command)
        return []

    def _fetched(self, number: int, command: str) -> list[bytes]:
        mail = self.mails[number - 1]
        if "SIZE" in command:
            return [f"* {number} FETCH (UID {number} RFC822.SIZE {len(mail)})".encode()]
        return [f"* {number} FETCH (UID {number} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")"]
