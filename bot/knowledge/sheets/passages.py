"""The text of a co-marquage publication, in passages that keep the titles above them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from xml.etree.ElementTree import Element

from bot.knowledge.sheets.sheet import Passage

BODY = ("Avertissement", "Introduction", "Texte", "ListeSituations")
NOT_TEXT = frozenset(
    ("Titre", "ServiceEnLigne", "OuSAdresser", "Reference", "VoirAussi", "QuestionReponse", "Image", "Video")
)

Line = tuple[tuple[str, ...], str]


def read_passages(publication: Element) -> tuple[Passage, ...]:
    """All the passages of a publication, in order."""
    lines = (line for part in publication if part.tag in BODY for line in _lines(part, _path(part, ())))
    return tuple(
        Passage(path, "\n".join(text for _, text in group)) for path, group in groupby(lines, key=lambda line: line[0])
    )


def plain(element: Element | None) -> str:
    """Its whole text on one line; the spaces of the source stay where they part words."""
    if element is None:
        return ""
    text = re.sub(r"[ \t\r\n]+", " ", "".join(element.itertext())).strip()
    return re.sub(r" ([.,)])", r"\1", text)


def _lines(element: Element, path: tuple[str, ...]) -> Iterator[Line]:
    for child in element:
        if child.tag == "Paragraphe":
            yield from _line(path, plain(child))
        elif child.tag == "Item":
            yield from _item(child, path)
        elif child.tag == "Tableau":
            yield from _rows(child, _path(child, path))
        elif child.tag not in NOT_TEXT:
            yield from _lines(child, _path(child, path))


def _path(element: Element, path: tuple[str, ...]) -> tuple[str, ...]:
    title = plain(element.find("Titre"))
    return (*path, title) if title else path


def _line(path: tuple[str, ...], text: str) -> Iterator[Line]:
    if text:
        yield path, text


def _item(item: Element, path: tuple[str, ...]) -> Iterator[Line]:
    """One line, then those of a list inside it."""
    lists = item.findall("Liste")
    whole = plain(item)
    inner = plain(lists[0]) if lists else ""
    own = whole[: whole.find(inner)].strip() if inner else whole
    yield from _line(path, f"- {own}" if own else "")
    for inside in lists:
        yield from ((path, f"  {text}") for _, text in _lines(inside, path))


def _rows(table: Element, path: tuple[str, ...]) -> Iterator[Line]:
    """« cell : cell » for each row."""
    for row in table.iter("Rangée"):
        cells = [plain(cell) for cell in row.iter("Cellule")]
        yield from _line(path, "\u00a0: ".join(cell for cell in cells if cell))
