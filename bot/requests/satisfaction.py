"""Satisfaction: each voice is asked once after a request is settled, and what it answers is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.errors import ParvisError
from bot.storage.database import insert_new
from bot.storage.tables import satisfaction

RATINGS = range(1, 6)  # 1 is not satisfied at all, 5 is fully satisfied


class RatingRefused(ParvisError):
    """The rating is out of range, or nobody asked this conversation."""

    code = "avis_refuse"


@dataclass(frozen=True)
class Opinion:
    """What was asked of one voice, and what it answered."""

    reference: str
    conversation_id: str
    asked_at: datetime
    answered_at: datetime | None
    rating: int | None
    words: str | None


def note_asked(connection: Connection, reference: str, conversation_id: str, now: datetime) -> bool:
    """Note that this voice is asked now; False when it was asked before, and must not be again."""
    return insert_new(connection, satisfaction, reference=reference, conversation_id=conversation_id, asked_at=now)


def rate(
    connection: Connection, reference: str, conversation_id: str, rating: int, now: datetime, words: str = ""
) -> None:
    """Keep the answer, over an earlier one.

    Raises:
        RatingRefused: nothing is changed.
    """
    if rating not in RATINGS:
        raise RatingRefused("Une note va de 1 à 5.")
    if opinion_of(connection, reference, conversation_id) is None:
        raise RatingRefused("Votre avis n’a pas été demandé pour cette demande.")
    connection.execute(
        satisfaction.update()
        .where(satisfaction.c.reference == reference, satisfaction.c.conversation_id == conversation_id)
        .values(answered_at=now, rating=rating, words=words or None)
    )


def opinion_of(connection: Connection, reference: str, conversation_id: str) -> Opinion | None:
    """What this voice was asked and said; None when it was not asked yet."""
    row = connection.execute(
        sa.select(satisfaction).where(
            satisfaction.c.reference == reference, satisfaction.c.conversation_id == conversation_id
        )
    ).first()
    return None if row is None else Opinion(**row._mapping)
