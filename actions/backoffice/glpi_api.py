"""What the two programming interfaces of GLPI have in common, as the adapter uses them."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from markupsafe import Markup, escape

REQUEST = 2  # a ticket's type: 1 incident, 2 request


@dataclass(frozen=True)
class Ticket:
    """A ticket to create. `reference` is kept in `externalid`, `content` is HTML."""

    reference: str
    name: str
    content: str
    category: int | None
    entity: int | None


@dataclass(frozen=True)
class Followup:
    """A word under a ticket."""

    id: str
    content: str
    is_private: bool


class GlpiApi(Protocol):
    """One of the interfaces. Numbers are texts; every method may raise the dispatcher's failures."""

    async def find(self, reference: str) -> str | None:
        """The ticket whose `externalid` is the reference."""
        ...

    async def create(self, ticket: Ticket) -> str: ...

    async def count_documents(self, ticket: str) -> int: ...

    async def add_document(self, ticket: str, photo: Path) -> None: ...

    async def add_followup(self, ticket: str, content: str, reopens: bool) -> None:
        """Add a word; one that `reopens` brings a solved ticket back among the open ones."""
        ...

    async def followups(self, ticket: str) -> Sequence[Followup]: ...

    async def status(self, ticket: str) -> Mapping[str, Any]:
        """`id` of the status and `changed`, the date of the last change as GLPI writes it."""
        ...


def plain(content: str) -> str:
    """The words of a rich text, which GLPI 10 and earlier store with its tags escaped."""
    return str(Markup(html.unescape(content)).striptags())  # noqa: S704 (a text is made, not a page)


def rich(*paragraphs: str) -> str:
    """Paragraphs of HTML; line breaks are kept."""
    return "".join(f"<p>{str(escape(text)).replace(chr(10), '<br>')}</p>" for text in paragraphs if text)
