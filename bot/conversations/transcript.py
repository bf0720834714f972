"""The transcript: what both sides said, in the order of the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.outgoing import OutgoingMessage, messages_after, resolve_button
from bot.storage.tables import inbox, outgoing

RESIDENT = "habitant"
MOST_LINES = 500


@dataclass(frozen=True)
class Line:
    """One thing said.

    `number` is the outgoing message's and `key` the resident's own identifier of what they sent, so that
    a page can tell what it shows already. `photo` is the name of a photo kept, for the agents alone.
    """

    at: datetime
    author: str
    text: str
    number: int | None = None
    key: str | None = None
    buttons: Sequence[dict[str, str]] = ()
    link: str | None = None
    image: str | None = None
    photo: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The line for the resident's page."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "author": self.author,
            "text": self.text,
            "number": self.number,
            "key": self.key,
            "buttons": list(self.buttons),
            "link": self.link,
            "image": self.image,
        }


def transcript(connection: Connection, conversation_id: str) -> list[Line]:
    """The last lines of the conversation, the oldest first; the newest 500 of each side at most."""
    messages = messages_after(connection, conversation_id, _start(connection, conversation_id), MOST_LINES)
    said = _said(connection, conversation_id, _titles(messages))
    return sorted([*said, *map(line_of, messages)], key=lambda line: (line.at, line.number or 0))


def line_of(message: OutgoingMessage) -> Line:
    """The line of a message to the resident."""
    return Line(
        message.created_at,
        message.author,
        message.text,
        number=message.id,
        buttons=message.public_buttons(),
        link=message.link,
        image=message.image,
    )


def _start(connection: Connection, conversation_id: str) -> int:
    """The number after which the newest messages come, 0 when all of them do."""
    older = (
        sa.select(outgoing.c.id)
        .where(outgoing.c.conversation_id == conversation_id)
        .order_by(outgoing.c.id.desc())
        .limit(1)
        .offset(MOST_LINES)
    )
    return int(connection.execute(older).scalar() or 0)


def _titles(messages: Sequence[OutgoingMessage]) -> dict[str, str]:
    """What each button on show says, by its public identifier."""
    return {button["payload"]: button["title"] for message in messages for button in message.public_buttons()}


def _said(connection: Connection, conversation_id: str, titles: Mapping[str, str]) -> list[Line]:
    rows = connection.execute(
        sa.select(inbox.c.content, inbox.c.received_at, inbox.c.key)
        .where(inbox.c.conversation_id == conversation_id)
        .order_by(inbox.c.id.desc())
        .limit(MOST_LINES)
    ).fetchall()
    return [
        Line(
            row.received_at,
            RESIDENT,
            _words(connection, conversation_id, row.content, titles),
            key=row.key,
            photo=row.content.get("photo"),
        )
        for row in reversed(rows)
    ]


def _words(connection: Connection, conversation_id: str, content: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """What the resident sent, in words: a pressed button is its title."""
    if "button" in content:
        pressed = str(content["button"])
        return titles.get(pressed) or _older_title(connection, conversation_id, pressed) or pressed
    if "location" in content:
        return "(position envoyée)"
    if "photo" in content:
        return str(content.get("text") or "(photo envoyée)")
    return str(content["text"])


def _older_title(connection: Connection, conversation_id: str, pressed: str) -> str | None:
    found = resolve_button(connection, conversation_id, pressed)
    return found[0].title if found else None
