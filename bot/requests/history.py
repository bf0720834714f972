"""The history of a request: one line for each thing that happened, only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.storage.tables import request_history

BY_RESIDENT = "habitant"
BY_ASSISTANT = "assistant"


def write_history(
    connection: Connection,
    reference: str,
    at: datetime,
    kind: str,
    by: str,
    text: str = "",
    conversation_id: str | None = None,
    media: Sequence[str] = (),
) -> None:
    """Add a line. `kind` is a state or an event; `conversation_id` is the resident's, when one wrote it."""
    values = {"reference": reference, "at": at, "kind": kind, "by": by, "text": text}
    connection.execute(
        request_history.insert().values(**values, conversation_id=conversation_id, media=list(media) or None)
    )
