"""From a question to the sheets that may answer it: full-text search first, then a closer look at the best."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from bot.knowledge.sheets.query import Question

FIELD_WEIGHTS = (8.0, 4.0, 4.0, 2.0, 1.0)  # of schema.FIELDS, in the full-text search
LOOKED_AT = 80  # sheets looked at more closely
FOLDER = 0.85  # a folder answers less well than one of its sheets
# What the score is made of, from 0 to 10: found by hand-written questions, half of them kept for the test.
TOLD, TOLD_ANYWHERE, TEXT, TITLE, ABOVE = 2.0, 1.0, 1.5, 2.0, 3.5

_CANDIDATES = """
SELECT s.id, s.kind, f.title, f.folders, f.words, f.lead, m.score
FROM (SELECT rowid, bm25(search, ?, ?, ?, ?, ?) AS score FROM search WHERE search MATCH ? ORDER BY score LIMIT ?) m
JOIN field f ON f.id = m.rowid JOIN sheet s ON s.id = m.rowid
"""


@dataclass(frozen=True)
class Hit:
    """`score` counts from 0 to 1; `told` is the part of the question told by its title, folders and words."""

    id: int
    score: float
    told: float


class _Row(NamedTuple):
    id: int
    kind: str
    title: str
    folders: str
    words: str
    lead: str
    score: float  # of FTS5: the lower the better


def search(connection: sqlite3.Connection, question: Question, limit: int) -> list[Hit]:
    """The sheets that tell most of the question, the best first."""
    if not question.notions:
        return []
    cursor = connection.execute(_CANDIDATES, (*FIELD_WEIGHTS, _match(question.telling_stems()), LOOKED_AT))
    rows = [_Row(*row) for row in cursor]
    best = min((row.score for row in rows), default=0.0)
    hits = (_rate(row, question, best) for row in rows)
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit]


def _match(words: Iterable[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def _rate(row: _Row, question: Question, best: float) -> Hit:
    title = frozenset(row.title.split())
    above = title.union(row.folders.split())
    named = above.union(row.words.split())
    told = question.told_by(named)
    total = (
        TOLD * told
        + TOLD_ANYWHERE * question.told_by(named.union(row.lead.split()))
        + TEXT * row.score / best
        + TITLE * question.told_by(title) * question.share_asked(title)
        + ABOVE * told * question.share_asked(above)
    )
    return Hit(row.id, total / 10 * (FOLDER if row.kind == "dossier" else 1.0), told)
