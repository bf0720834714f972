"""A mail server on loopback that fails as it is told, and knows no mail from another, as SMTP has it."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

# What may befall a mail: an answer of the server, or one of these.
NOT_TAKEN = ("reset", "hang")
TAKEN = ("answer_lost", "nonsense", "slow")
OK = "250 OK"


class MailServer:
    """`mails` are what departments got, each time they got it; `mailbox` is what came to addresses with a « + »."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.mailbox: list[bytes | None] = []
        self.refused: set[str] = set()
        self.faults: deque[str] = deque()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{port}"
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if any(address.startswith(beginning) for beginning in self.refused):
            return "550 inconnu"
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        fault = self.faults.popleft() if self.faults else OK
        if fault in TAKEN or fault == OK:
            self._keep(envelope.content, envelope.rcpt_tos)
        if fault in ("hang", "slow"):
            await asyncio.Event().wait()  # until the caller gives up
        if fault in ("reset", "answer_lost"):
            server.transport.abort()
        return "<html>bienvenue" if fault == "nonsense" else fault

    def _keep(self, content: bytes, addresses: list[str]) -> None:
        for address in addresses:
            if "+" in address:
                self.mailbox.append(content)
            else:
                self.mails.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]

    @property
    def keys(self) -> list[str]:
        """The Message-IDs that departments got, in order, however often."""
        return [str(mail["Message-ID"]) for mail in self.mails]
