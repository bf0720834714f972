"""The answers to residents' questions, one Markdown file for each topic, that a clerk can edit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.territory.reading import CODE, Entry, TerritoryError, parse_yaml, read_text

FENCE = "---"


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class Section:
    """A case that a resident may ask about."""

    title: str
    text: str


@dataclass(frozen=True)
class Topic:
    code: str
    title: str
    source: str
    checked_on: date
    valid_until: date
    body: str
    sections: tuple[Section, ...] = ()
    office: str | None = None
    links: tuple[Link, ...] = ()
    contacts: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def read_topics(folder: Path, offices: Collection[str]) -> dict[str, Topic]:
    if not folder.is_dir():
        raise TerritoryError("ce dossier manque", f"{folder.name}/")
    topics = (_read_topic(path, offices) for path in sorted(folder.glob("*.md")))
    return {topic.code: topic for topic in topics}


def _read_topic(path: Path, offices: Collection[str]) -> Topic:
    if not CODE.fullmatch(path.stem):
        raise TerritoryError("le nom du fichier est un code, en minuscules sans accent", path.name)
    header, text = _split(read_text(path), path.name)
    body, sections = _read_body(text, path.name)
    fields = header.record("title source checked_on valid_until", "office links contacts keywords")
    checked_on, valid_until = fields["checked_on"].day(), fields["valid_until"].day()
    if valid_until < checked_on:
        raise fields["valid_until"].error("la fin de validité vient après la date de vérification")
    office = fields["office"]
    return Topic(
        code=path.stem,
        title=fields["title"].text(),
        source=fields["source"].text(),
        checked_on=checked_on,
        valid_until=valid_until,
        body=body,
        sections=sections,
        office=office.choice(offices, "le lieu") if office.given() else None,
        links=tuple(read_link(item) for item in fields["links"].items()),
        contacts=fields["contacts"].texts(),
        keywords=fields["keywords"].texts(),
    )


def read_link(entry: Entry) -> Link:
    fields = entry.record("title url")
    return Link(fields["title"].text(), fields["url"].matching(r"https?://\S+", "un lien commence par https://"))


def _split(text: str, file: str) -> tuple[Entry, str]:
    """The header between two --- lines, and what follows it."""
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        raise TerritoryError("le fichier commence par un en-tête entre deux lignes «\u00a0---\u00a0»", file, 1)
    ends = (number for number, line in enumerate(lines) if number and line.rstrip() == FENCE)
    end = next(ends, None)
    if end is None:
        raise TerritoryError("l’en-tête n’est pas fermé par une ligne «\u00a0---\u00a0»", file, len(lines))
    return parse_yaml("\n".join(lines[1:end]), file, first_line=2), "\n".join(lines[end + 1 :])


def _read_body(text: str, file: str) -> tuple[str, tuple[Section, ...]]:
    body, *parts = f"\n{text}".split("\n## ")
    if not body.strip():
        raise TerritoryError("la réponse courte, sous l’en-tête, est vide", file)
    return body.strip(), tuple(_read_section(part, file) for part in parts)


def _read_section(part: str, file: str) -> Section:
    title, _, text = part.partition("\n")
    if not title.strip() or not text.strip():
        raise TerritoryError(f"la section «\u00a0{title.strip()}\u00a0» n’a pas de titre ou pas de texte", file)
    return Section(title.strip(), text.strip())
