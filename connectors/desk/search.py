"""The table of requests: which rows a page of it holds, for a status and some words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.knowledge.words import fold
from bot.requests.lifecycle import STATUSES
from bot.requests.search_words import newest_holding
from bot.requests.service_request import Place
from bot.storage.tables import service_requests

ROWS_PER_PAGE = 25
MOST_FOUND = 2000
LONGEST_WORDS = 200
OPEN, CLOSED, LATE = "ouvertes", "fermees", "en_retard"

_OF = service_requests.c
_COLUMNS = (
    *(_OF.reference, _OF.status, _OF.service_code, _OF.address, _OF.place_note),
    *(_OF.agency, _OF.requested_at, _OF.expected_at),
)
_NEWEST = (_OF.requested_at.desc(), _OF.reference.desc())


@dataclass(frozen=True)
class Search:
    """What is asked of the table. `status` is a code, "ouvertes", "fermees", "en_retard" or nothing."""

    now: datetime
    status: str = ""
    words: str = ""
    page: int = 1

    def query(self, page: int) -> dict[str, str]:
        """The URL's query for another page of the same search."""
        given = {"statut": self.status, "q": self.words, "page": "" if page == 1 else str(page)}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Found:
    """One row of the table."""

    reference: str
    status: str
    service_code: str
    place: str
    agency: str
    requested_at: datetime
    expected_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Open still, though the date that was promised has passed."""
        return STATUSES[self.status].open311 == "open" and self.expected_at is not None and self.expected_at < now


@dataclass(frozen=True)
class Page:
    """Rows of one page of the table. `total` counts those of all its pages.

    `is_cut` tells that the words are held by more requests than were looked at, the newest ones.
    """

    rows: list[Found] = field(default_factory=list)
    number: int = 1
    pages: int = 1
    total: int = 0
    is_cut: bool = False


def find_page(connection: Connection, search: Search) -> Page:
    """The page of the table that is asked for, the newest requests first; the last page, when it has fewer."""
    if fold(search.words):
        return _searched(connection, search)
    counted = sa.select(sa.func.count()).select_from(service_requests).where(_condition(search))
    total = int(connection.execute(counted).scalar_one())
    page, pages = _numbered(search, total)
    # Only the references are counted off, in an index; whole rows are read for one page.
    chosen = sa.select(_OF.reference).where(_condition(search)).order_by(*_NEWEST)
    shown = chosen.limit(ROWS_PER_PAGE).offset((page - 1) * ROWS_PER_PAGE)
    return Page(_rows(connection, shown), page, pages, total)


def _searched(connection: Connection, search: Search) -> Page:
    """What holds all the words: the newest 2,000 at most, then those in the state that is asked for."""
    query = newest_holding(connection, search.words, MOST_FOUND, _condition(search).label("chosen"))
    looked_at = connection.execute(query).fetchall()
    found = [row.reference for row in looked_at if row.chosen]
    page, pages = _numbered(search, len(found))
    start = (page - 1) * ROWS_PER_PAGE
    rows = _rows(connection, found[start : start + ROWS_PER_PAGE])
    return Page(rows, page, pages, len(found), len(looked_at) == MOST_FOUND)


def _rows(connection: Connection, references: Any) -> list[Found]:
    rows = connection.execute(sa.select(*_COLUMNS).where(_OF.reference.in_(references)).order_by(*_NEWEST))
    return [_found(row) for row in rows]


def _numbered(search: Search, total: int) -> tuple[int, int]:
    """The number of the page shown and how many there are."""
    pages = max(1, -(-total // ROWS_PER_PAGE))
    return min(max(1, search.page), pages), pages


def _condition(search: Search) -> Any:
    """Whether a row is in the state that is asked for."""
    if search.status == LATE:
        return sa.and_(_OF.closed_at.is_(None), _OF.expected_at < search.now)
    if search.status in (OPEN, CLOSED):
        return _OF.closed_at.is_(None) if search.status == OPEN else _OF.closed_at.is_not(None)
    return _OF.status == search.status if search.status in STATUSES else sa.true()


def _found(row: Row) -> Found:
    place = Place(address=row.address, note=row.place_note).words()
    return Found(row.reference, row.status, row.service_code, place, row.agency, row.requested_at, row.expected_at)
