"""What the commands `parvis knowledge import` and `parvis knowledge ask` do and print."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console

from bot.errors import ParvisError
from bot.knowledge.dates import short_date
from bot.knowledge.sheets.answering import Reading, SheetAnswer, ask
from bot.knowledge.sheets.importing import ImportSummary, import_sheets
from bot.knowledge.sheets.index import Found, SheetIndex
from bot.knowledge.sheets.sheet import Link, Sheet
from bot.knowledge.sheets.sources import Progress
from bot.settings import Settings


class QuestionLineError(ParvisError):
    """A line of `parvis knowledge ask --jsonl` that cannot be read."""

    code: ClassVar[str] = "question_line"


def import_from(source: Path, settings: Settings) -> None:
    """`parvis knowledge import FILE-OR-FOLDER`: prints what was taken; raises SheetFileError."""
    with _progress_bar() as progress:
        summary = import_sheets(source, settings.sheets, progress)
    print(describe_import(summary))


def answer(text: str | None, lines: Iterable[str] | None, in_json: bool, settings: Settings) -> None:
    """`parvis knowledge ask`: prints the sheet that answers, or one line of JSON for each line read."""
    index = SheetIndex.open(settings.sheets)
    if lines is not None:
        for number, line in enumerate(filter(str.strip, lines), start=1):
            print(_json(as_json(ask(index, _question_of(line, number)))), flush=True)
        return
    reading = ask(index, text or "")
    print(_json(as_json(reading)) if in_json else in_words(reading.answer))


def describe_import(summary: ImportSummary) -> str:
    """The summary of an import in French, one fact a line."""
    lines = [f"Fiches et dossiers importés\u00a0: {summary.sheets}. Passages\u00a0: {summary.passages}."]
    if summary.removed:
        lines.append(f"Anciennes fiches retirées, qui ne sont plus dans ce jeu\u00a0: {summary.removed}.")
    if summary.remade:
        lines.append(
            "L’index venait d’une autre version\u00a0: il est refait, importez aussi vos autres jeux de fiches."
        )
    if summary.others:
        lines.append(f"Fichiers laissés de côté, qui ne sont pas des fiches\u00a0: {summary.others}.")
    return "\n".join(lines)


def in_words(found: SheetAnswer | None) -> str:
    """The answer for a person at a terminal."""
    if found is None:
        return "Aucune fiche officielle ne répond à cette question."
    sheet = found.sheet
    heading = " › ".join(found.passage.path) if found.passage else ""
    blocks = [sheet.full_title, *([heading] if heading else []), found.quote]
    if found.situations:
        blocks.append("Cela dépend de la situation\u00a0:\n" + "\n".join(f"- {item}" for item in found.situations))
    if found.others:
        blocks.append("Voir aussi\u00a0:\n" + "\n".join(f"- {item.full_title}, {item.url}" for item in found.others))
    return "\n\n".join((*filter(None, blocks), source_of(sheet)))


def source_of(sheet: Sheet) -> str:
    """« Source : service-public.fr, fiche F1341, mise à jour le 23 novembre 2022. https://… »"""
    dated = f", mise à jour le {short_date(sheet.updated_on)}" if sheet.updated_on else ""
    return f"Source\u00a0: service-public.fr, fiche {sheet.code}{dated}. {sheet.url}"


def as_json(reading: Reading) -> dict[str, Any]:
    """`sheet` and `passage` are null when no sheet answers; `candidates` are the first five, best first."""
    found = reading.answer
    return {
        "sheet": _sheet_json(found.sheet) if found else None,
        "passage": _passage_json(found) if found else None,
        "situations": list(found.situations) if found else [],
        "others": [_sheet_json(item) for item in found.others] if found else [],
        "services": [_link_json(item) for item in found.sheet.services] if found else [],
        "references": [_link_json(item) for item in found.sheet.references] if found else [],
        "contacts": [{"title": item.title, "pivot": item.pivot} for item in found.sheet.contacts] if found else [],
        "candidates": [_candidate_json(item) for item in reading.candidates],
    }


def _passage_json(found: SheetAnswer) -> dict[str, Any]:
    return {"path": list(found.passage.path) if found.passage else [], "text": found.quote}


def _sheet_json(sheet: Sheet) -> dict[str, Any]:
    updated_on = sheet.updated_on.isoformat() if sheet.updated_on else None
    return {
        **{"id": sheet.code, "kind": sheet.kind, "title": sheet.full_title, "audience": sheet.audience},
        **{"theme": sheet.theme, "date": updated_on, "url": sheet.url},
    }


def _link_json(link: Link) -> dict[str, str]:
    return {"title": link.title, "url": link.url}


def _candidate_json(found: Found) -> dict[str, Any]:
    return {**_sheet_json(found.sheet), "score": round(found.score, 3)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _question_of(line: str, number: int) -> str:
    try:
        return str(json.loads(line)["q"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise QuestionLineError(f"Ligne {number}\u00a0: il faut un objet JSON avec un texte «\u00a0q\u00a0».") from None


@contextmanager
def _progress_bar() -> Iterator[Progress]:
    """The number of files read so far, on stderr and only for people."""
    with Console(stderr=True).status("Lecture des fiches…") as status:
        yield lambda files: status.update(f"Lecture des fiches… {files} fichiers")
