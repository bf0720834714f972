"""Remarks: residents' ideas and congratulations, in their own words, for the town hall to read."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.tables import remarks

IDEA, CONGRATULATIONS = "idee", "felicitation"


@dataclass(frozen=True)
class Remark:
    """`conversation_id` is None once the resident had their data erased."""

    id: int
    conversation_id: str | None
    kind: str
    text: str
    created_at: datetime


def keep_remark(connection: Connection, conversation_id: str, kind: str, text: str, now: datetime) -> None:
    """Keep an idea or congratulations."""
    row = {"conversation_id": conversation_id, "kind": kind, "text": text, "created_at": now}
    connection.execute(remarks.insert().values(**row))


def list_remarks(connection: Connection, conversation_id: str | None = None) -> list[Remark]:
    """All remarks, or those of one conversation, the oldest first."""
    query = sa.select(remarks).order_by(remarks.c.id)
    if conversation_id is not None:
        query = query.where(remarks.c.conversation_id == conversation_id)
    return [Remark(**row._mapping) for row in connection.execute(query)]


def newest_remarks(connection: Connection, most: int) -> list[Remark]:
    """The newest remarks, the newest first."""
    query = sa.select(remarks).order_by(remarks.c.id.desc()).limit(most)
    return [Remark(**row._mapping) for row in connection.execute(query)]


def write_csv(found: Iterable[Remark], zone: ZoneInfo, out: TextIO) -> None:
    """Write one line for each remark, under a header, without anything that leads to its author."""
    writer = csv.writer(out)
    writer.writerow(("le", "genre", "texte"))
    for remark in found:
        at = remark.created_at.astimezone(zone).isoformat(timespec="seconds")
        writer.writerow((at, remark.kind, _harmless(remark.text)))


def _harmless(text: str) -> str:
    """The text, which no spreadsheet will take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
