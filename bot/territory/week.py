"""The week as a territory's files write it: French days, and spans of hours."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import time

from bot.territory.reading import Entry

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")  # as date.weekday() counts
SPAN_EXPECTED = "un horaire s’écrit «\u00a008:30-12:00\u00a0», la fin après le début"


@dataclass(frozen=True)
class Span:
    """Local hours of one day, the end excluded."""

    start: time
    end: time


WeekHours = dict[int, tuple[Span, ...]]  # 0 is Monday; a day without hours is absent


def read_weekday(entry: Entry) -> int:
    """0 for lundi to 6 for dimanche."""
    return WEEKDAYS.index(entry.choice(WEEKDAYS, "le jour"))


def read_span(entry: Entry) -> Span:
    try:
        start, end = map(time.fromisoformat, entry.matching(r"\d{2}:\d{2}-\d{2}:\d{2}", SPAN_EXPECTED).split("-"))
    except ValueError:
        raise entry.error("cette heure n’existe pas") from None
    if start >= end:
        raise entry.error(SPAN_EXPECTED)
    return Span(start, end)


def read_spans(entry: Entry) -> tuple[Span, ...]:
    spans = tuple(read_span(item) for item in entry.items())
    if any(before.end > after.start for before, after in itertools.pairwise(spans)):
        raise entry.error("les horaires d’un jour se suivent sans se chevaucher")
    return spans


def read_week(entry: Entry) -> WeekHours:
    days = ((_read_day(name, spans), read_spans(spans)) for name, spans in entry.mapping().items())
    return {day: spans for day, spans in days if spans}


def _read_day(name: str, entry: Entry) -> int:
    return read_weekday(Entry(entry.file, entry.line, entry.field, name))
