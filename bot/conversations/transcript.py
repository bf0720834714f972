"""The transcript: what both sides said, in the order of the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.outgoing import messages_after, resolve_button
from bot.storage.tables import inbox

RESIDENT = "habitant"
MOST_LINES = 500


@dataclass(frozen=True)
class Line:
    """One thing said. `number` is the outgoing message's, None for what the resident said."""

    at: datetime
    author: str
    text: str
    number: int | None = None
    buttons: Sequence[dict[str, str]] = ()
    link: str | None = None
    image: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The line for a page."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "author": self.author,
            "text": self.text,
            "number": self.number,
            "buttons": list(self.buttons),
            "link": self.link,
            "image": self.image,
        }


def transcript(connection: Connection, conversation_id: str) -> list[Line]:
    """The conversation's lines, the oldest first."""
    said = _said(connection, conversation_id)
    answered = [
        Line(
            message.created_at,
            message.author,
            message.text,
            message.id,
            message.public_buttons(),
            message.link,
            message.image,
        )
        for message in messages_after(connection, conversation_id, 0, MOST_LINES)
    ]
    return sorted([*said, *answered], key=lambda line: (line.at, line.number or 0))


def _said(connection: Connection, conversation_id: str) -> list[Line]:
    rows = connection.execute(
        sa.select(inbox.c.content, inbox.c.received_at)
        .where(inbox.c.conversation_id == conversation_id)
        .order_by(inbox.c.id)
        .limit(MOST_LINES)
    )
    return [Line(row.received_at, RESIDENT, _words(connection, conversation_id, row.content)) for row in rows]


def _words(connection: Connection, conversation_id: str, content: dict[str, Any]) -> str:
    """What the resident sent, in words: a pressed button is its title."""
    if "button" in content:
        found = resolve_button(connection, conversation_id, content["button"])
        return found[0].title if found else str(content["button"])
    if "location" in content:
        return "(position envoyée)"
    if "photo" in content:
        return str(content.get("text") or "(photo envoyée)")
    return str(content["text"])
