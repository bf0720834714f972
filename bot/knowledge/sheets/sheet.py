"""An official sheet, as it is quoted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Link:
    """An online service, a legal reference or another sheet."""

    title: str
    url: str


@dataclass(frozen=True)
class Contact:
    """« Où s’adresser » ; `pivot` is the kind of office (mairie, prefecture...), empty when it is national."""

    title: str
    pivot: str = ""
    url: str = ""


@dataclass(frozen=True)
class Passage:
    """A part of a sheet; `path` holds the titles above it, the situation first when there is one."""

    path: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Sheet:
    """`folders` are the titles of the folders above it, the nearest last; a folder has `children` instead of text."""

    code: str  # F1341, N358
    kind: str  # fiche | question | dossier
    title: str
    audience: str
    theme: str
    url: str
    updated_on: date | None = None
    description: str = ""
    folders: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    services: tuple[Link, ...] = ()
    references: tuple[Link, ...] = ()
    contacts: tuple[Contact, ...] = ()
    children: tuple[tuple[str, str], ...] = ()  # code, title

    @property
    def full_title(self) -> str:
        """« Carte d’identité, pour un majeur : première demande »: a bare title with its folders."""
        missing = [folder for folder in self.folders if folder.casefold() not in self.title.casefold()]
        if len(self.title.split()) > 3 or not missing:
            return self.title
        return f"{', '.join(missing)}\u00a0: {self.title[:1].lower()}{self.title[1:]}"
