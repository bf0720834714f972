"""Offices from the State's directory (annuaire de l'administration, DILA): its JSON, its hours and their comments.

Fields made of several values are lists in the full export, and texts that hold JSON in the public API.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.territory.conditions import Condition, IrregularHours, part_of_day, read_condition
from bot.territory.offices import Office
from bot.territory.public_holidays import PublicHolidays
from bot.territory.reading import TerritoryError, read_text
from bot.territory.week import WEEKDAYS, Span, WeekHours

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Range:
    """Hours of some weekdays, with the comment on them."""

    days: tuple[int, ...]
    spans: tuple[Span, ...]
    condition: Condition | None

    @property
    def irregular(self) -> tuple[Span, ...]:
        """The hours that the comment is about."""
        return part_of_day(self.condition, self.spans) if self.condition else ()

    @property
    def regular(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span not in self.irregular)


def read_annuaire(path: Path, timezone: ZoneInfo, holidays: PublicHolidays) -> dict[str, Office]:
    """The offices of a file, by kind (« mairie », then « mairie_2 »); none when the territory has no such file."""
    if not path.exists():
        return {}
    offices: dict[str, Office] = {}
    for record in _records(path):
        kind = next((str(pivot["type_service_local"]) for pivot in _values(record, "pivot")), "service")
        number = sum(kind in office.pivots for office in offices.values())
        code = f"{kind}_{number + 1}" if number else kind
        offices[code] = _office(code, kind, record, path.name, timezone, holidays)
    return offices


def _records(path: Path) -> list[Record]:
    try:
        content = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise TerritoryError("ce fichier n’est pas du JSON lisible", path.name, line) from None
    if isinstance(content, Mapping):
        content = content.get("service") or content.get("records") or content.get("results")
    if not isinstance(content, list) or not all(isinstance(record, Mapping) and "nom" in record for record in content):
        raise TerritoryError("ce fichier n’est pas un extrait de l’annuaire de l’administration", path.name)
    return content


def _values(record: Record, name: str) -> list[Record]:
    """A field made of several values, whichever way the export writes it."""
    value = record.get(name)
    value = json.loads(value) if isinstance(value, str) and value else value
    return value or []


def _office(code: str, kind: str, record: Record, file: str, timezone: ZoneInfo, holidays: PublicHolidays) -> Office:
    try:
        ranges = [_range(item) for item in _values(record, "plage_ouverture")]
        address = next((_address(item) for item in _values(record, "adresse")), "")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TerritoryError(
            f"les horaires ou l’adresse de «\u00a0{record['nom']}\u00a0» sont illisibles", file
        ) from None
    return Office(
        code=code,
        name=str(record["nom"]),
        address=address,
        hours=_regular(ranges),
        timezone=timezone,
        holidays=holidays,
        irregular=tuple(_irregular(ranges)),
        notes=tuple(_notes(record, ranges)),
        keywords=(kind.replace("_", " "),),
        pivots=(kind,),
    )


def _range(item: Record) -> Range:
    first, last = (WEEKDAYS.index(str(item[f"nom_jour_{end}"]).lower()) for end in ("debut", "fin"))
    given = (_span(item.get(f"valeur_heure_debut_{n}"), item.get(f"valeur_heure_fin_{n}")) for n in (1, 2))
    comment = str(item.get("commentaire") or "").strip()
    return Range(
        days=tuple((first + number) % 7 for number in range((last - first) % 7 + 1)),
        spans=tuple(span for span in given if span),
        condition=read_condition(comment) if comment else None,
    )


def _span(start: str | None, end: str | None) -> Span | None:
    if not start or not end:
        return None
    span = Span(time.fromisoformat(start), time.fromisoformat(end))
    if span.start >= span.end:
        raise ValueError
    return span


def _regular(ranges: list[Range]) -> WeekHours:
    """The hours that no comment is about."""
    hours: WeekHours = {}
    for item in ranges:
        for day in item.days if item.regular else ():
            hours[day] = tuple(sorted((*hours.get(day, ()), *item.regular), key=lambda span: span.start))
    return hours


def _irregular(ranges: list[Range]) -> Iterator[IrregularHours]:
    for item in ranges:
        if item.condition and item.irregular:
            yield from (IrregularHours(day, item.irregular, item.condition) for day in item.days)


def _notes(record: Record, ranges: list[Range]) -> Iterator[str]:
    """The comment on the whole, then those that stand without hours: « Mardi : sur rendez-vous. »"""
    whole = str(record.get("commentaire_plage_ouverture") or "").strip()
    if whole:
        yield whole
    for item in ranges:
        if item.condition and not item.spans:
            named = " à ".join(dict.fromkeys((WEEKDAYS[item.days[0]], WEEKDAYS[item.days[-1]])))
            yield f"{named.capitalize()}\u00a0: {item.condition.text}."


def _address(item: Record) -> str:
    town = f"{item.get('code_postal') or ''} {item.get('nom_commune') or ''}".strip()
    street = re.sub(r"\s+", " ", str(item.get("numero_voie") or "")).strip()
    return ", ".join(filter(None, (street, town)))
