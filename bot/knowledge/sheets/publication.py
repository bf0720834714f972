"""A sheet from its XML: co-marquage, schema Publication.xsd 3.3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import IO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from bot.knowledge.sheets.errors import SheetFileError
from bot.knowledge.sheets.passages import plain, read_passages
from bot.knowledge.sheets.sheet import Contact, Link, Sheet

DC = "{http://purl.org/dc/elements/1.1/}"
LARGEST_FILE = 20_000_000  # bytes; the largest real sheet has less than 1 MB
DEEPEST = 200  # elements inside one another; real sheets have less than 30
CHUNK = 65_536
KINDS = (("Dossier", "dossier"), ("Theme", "dossier"), ("Fiche Question-réponse", "question"), ("Fiche", "fiche"))
PAGES = {"Particuliers": "particuliers/vosdroits", "Associations": "associations/vosdroits"}
WEB = re.compile(r"https?://\S+")


class _TooDeep(Exception):
    pass


class _BoundedBuilder(TreeBuilder):
    """Refuses elements inside one another beyond any real sheet."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _TooDeep
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def read_publication(stream: IO[bytes], file: str) -> Sheet | None:
    """The sheet of an XML file; None when the file is something else (a resource, the site's tree).

    Raises:
        SheetFileError: it is no XML, is cut short, declares entities, or is beyond any real sheet.
    """
    root = _parse(stream, file)
    kind = next((kind for name, kind in KINDS if (root.get("type") or "").startswith(name)), None)
    if root.tag != "Publication" or kind is None:
        return None
    code, title = root.get("ID") or "", plain(root.find(f"{DC}title"))
    if not re.fullmatch(r"[FN]\d+(?:-\d+)*", code, re.ASCII) or not title:
        raise SheetFileError(file, None, "cette fiche n’a pas de numéro ou pas de titre.")
    return _sheet(root, code, kind, title)


def _parse(stream: IO[bytes], file: str) -> Element:
    parser = XMLParser(target=_BoundedBuilder(), forbid_dtd=True)
    size = 0
    try:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > LARGEST_FILE:
                raise SheetFileError(file, None, "ce fichier est trop gros pour être une fiche.")
            parser.feed(chunk)
        root: Element = parser.close()
    except ParseError as error:
        raise SheetFileError(file, error.position[0], "ce XML est mal formé ou incomplet.") from None
    except DefusedXmlException:
        line = parser.parser.CurrentLineNumber
        raise SheetFileError(file, line, "ce fichier déclare un DOCTYPE ou des entités, ce qui est refusé.") from None
    except _TooDeep:
        line = parser.parser.CurrentLineNumber
        raise SheetFileError(file, line, "trop d’éléments sont imbriqués les uns dans les autres.") from None
    except (ValueError, LookupError):
        raise SheetFileError(file, 1, "l’encodage de ce fichier est inconnu.") from None
    return root


def _sheet(root: Element, code: str, kind: str, title: str) -> Sheet:
    audience = plain(root.find("Audience")) or "Particuliers"
    return Sheet(
        code=code,
        kind=kind,
        title=title,
        audience=audience,
        theme=plain(root.find("Theme/Titre")) or plain(root.find(f"{DC}subject")),
        url=_url(root, code, audience),
        updated_on=_updated_on(root),
        description=plain(root.find(f"{DC}description")),
        folders=_folders(root, code, title),
        situations=tuple(plain(item) for item in root.findall(".//ListeSituations/Situation/Titre")),
        passages=read_passages(root),
        services=tuple(_links(root, "ServiceEnLigne")),
        references=tuple(_links(root, "Reference")),
        contacts=tuple(_contacts(root)),
        children=tuple(_children(root)) if kind == "dossier" else (),
    )


def _url(root: Element, code: str, audience: str) -> str:
    given = root.get("spUrl") or ""
    page = PAGES.get(audience, "professionnels-entreprises/vosdroits")
    return given if WEB.fullmatch(given) else f"https://www.service-public.fr/{page}/{code}"


def _updated_on(root: Element) -> date | None:
    """The day of « modified 2022-11-23 », else of the last important change."""
    texts = (plain(root.find(f"{DC}date")), root.get("dateDerniereModificationImportante") or "")
    for text in texts:
        if found := re.search(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            try:
                return date.fromisoformat(found[0])
            except ValueError:
                continue
    return None


def _folders(root: Element, code: str, title: str) -> tuple[str, ...]:
    """The folder above it, then the part of that folder where it stands."""
    names = [plain(level) for level in root.findall("FilDAriane/Niveau[@ID]") if level.get("ID") not in (code, None)]
    above = names[2:] if names and names[0].startswith("Accueil") else names[1:]
    folder = plain(root.find("DossierPere/Titre"))
    part = plain(root.find("SousDossierPere"))
    return tuple(dict.fromkeys(name for name in (*above, folder, part) if name and name != title))


def _links(root: Element, tag: str) -> Iterator[Link]:
    seen: set[str] = set()
    for element in root.iter(tag):
        url = element.get("URL") or ""
        title = plain(element.find("Titre")) or plain(element)
        if title and url not in seen and WEB.fullmatch(url):
            seen.add(url)
            yield Link(title, url)


def _contacts(root: Element) -> Iterator[Contact]:
    """Each « Où s’adresser » once: the same one often comes back in each situation."""
    seen: set[str] = set()
    for element in root.iter("OuSAdresser"):
        title, pivot = plain(element.find("Titre")), plain(element.find("PivotLocal"))
        if title and title not in seen:
            seen.add(title)
            link = next(iter(element.iter("RessourceWeb")), None)
            url = (link.get("URL") or "") if link is not None else ""
            yield Contact(title, pivot, url if WEB.fullmatch(url) else "")


def _children(root: Element) -> Iterator[tuple[str, str]]:
    """The sheets of a folder, its parts' too; a folder without parts lists them directly."""
    for element in root.iter("Fiche"):
        code, title = element.get("ID") or "", plain(element)
        if code and title:
            yield code, title
