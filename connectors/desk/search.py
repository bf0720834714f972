"""The table of requests: which rows a page of it holds, for a status and some words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from bot.knowledge.words import fold
from bot.requests.lifecycle import STATUSES
from bot.requests.service_request import Place
from bot.storage.tables import service_requests
from bot.territory.territory import Territory

ROWS_PER_PAGE = 25
MOST_SEARCHED = 5000
LONGEST_WORDS = 200
OPEN, CLOSED = "ouvertes", "fermees"

_COLUMNS = (
    *(service_requests.c.reference, service_requests.c.status, service_requests.c.service_code),
    *(service_requests.c.description, service_requests.c.address, service_requests.c.place_note),
    *(service_requests.c.agency, service_requests.c.requested_at, service_requests.c.expected_at),
)


@dataclass(frozen=True)
class Search:
    """What is asked of the table. `status` is a code, "ouvertes", "fermees" or nothing."""

    status: str = ""
    words: str = ""
    page: int = 1

    @property
    def statuses(self) -> list[str] | None:
        """The codes wanted, None for all."""
        if self.status in (OPEN, CLOSED):
            wanted = "open" if self.status == OPEN else "closed"
            return [code for code, status in STATUSES.items() if status.open311 == wanted]
        return [self.status] if self.status in STATUSES else None

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
    """Rows of one page of the table. `total` counts those of all its pages."""

    rows: list[Found] = field(default_factory=list)
    number: int = 1
    pages: int = 1
    total: int = 0


def find_page(connection: Connection, territory: Territory, search: Search) -> Page:
    """The page of the table that is asked for, the newest requests first; the last page, when it has fewer."""
    if fold(search.words):
        return _searched(connection, territory, search)
    total = int(connection.execute(_chosen(sa.select(sa.func.count()), search)).scalar_one())
    page, pages = _numbered(search, total)
    rows = connection.execute(_newest(search).limit(ROWS_PER_PAGE).offset((page - 1) * ROWS_PER_PAGE))
    return Page([_found(row) for row in rows], page, pages, total)


def _searched(connection: Connection, territory: Territory, search: Search) -> Page:
    """Among the newest 5,000: accents and case do not count, which no database promises by itself."""
    wanted = fold(search.words).split()
    rows = connection.execute(_newest(search).limit(MOST_SEARCHED)).fetchall()
    found = [row for row in rows if _holds(_text(row, territory), wanted)]
    page, pages = _numbered(search, len(found))
    start = (page - 1) * ROWS_PER_PAGE
    return Page([_found(row) for row in found[start : start + ROWS_PER_PAGE]], page, pages, len(found))


def _holds(text: str, wanted: list[str]) -> bool:
    return all(word in text for word in wanted)


def _text(row: Row, territory: Territory) -> str:
    """All that is searched of a row; references are found with and without their dashes."""
    service = territory.services.get(row.service_code)
    parts = (row.description, row.address, row.place_note, row.agency, service and service.name)
    return fold(" ".join((row.reference, row.reference.replace("-", ""), *filter(None, parts))))


def _numbered(search: Search, total: int) -> tuple[int, int]:
    """The number of the page shown and how many there are."""
    pages = max(1, -(-total // ROWS_PER_PAGE))
    return min(max(1, search.page), pages), pages


def _newest(search: Search) -> Any:
    newest = service_requests.c.requested_at.desc(), service_requests.c.reference
    return _chosen(sa.select(*_COLUMNS), search).order_by(*newest)


def _chosen(query: Any, search: Search) -> Any:
    query = query.select_from(service_requests)
    return query if search.statuses is None else query.where(service_requests.c.status.in_(search.statuses))


def _found(row: Row) -> Found:
    place = Place(address=row.address, note=row.place_note).words()
    return Found(row.reference, row.status, row.service_code, place, row.agency, row.requested_at, row.expected_at)
