"""What a comment adds to opening hours: « 2e et 4e samedis de chaque mois », « hors vacances scolaires »."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.territory.reading import Entry
from bot.territory.week import WEEKDAYS, Span, read_spans, read_weekday

NOON = time(13)  # what starts before is the morning
LAST = -1
RANKS = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5, "dernier": LAST}
ORDINAL = rf"(?:[1-5](?:ers?|eres?|es?|emes?|nds?)|(?:{'|'.join(RANKS)})s?)"
RANKED = re.compile(rf"((?:{ORDINAL}[ ,]*(?:et |ou |le |les )*)+)({'|'.join(WEEKDAYS)})s?\b")
NOT_THEN = re.compile(r"\b(?:sauf|ferme|fermee|fermes|excepte|hormis|hors)\b")
TERM = re.compile(
    r"(?:hors|sauf|excepte|hormis|en dehors|fermee?s?)(?: pendant| durant)?(?: les| des)? vacances|periodes? scolaires?"
)
SCHOOL_HOLIDAYS = re.compile(r"vacances scolaires|pendant les vacances")
PARITY = re.compile(r"semaines? (im)?paires?")
AFTERNOON, MORNING = re.compile(r"apres[ -]midi"), re.compile(r"\bmatin")


@dataclass(frozen=True)
class Period:
    """Both days included."""

    start: date
    end: date
    name: str


@dataclass(frozen=True)
class Condition:
    """`text` is the comment as it was written: it is shown in any case, and what was understood of it decides.

    `ranks` are those of the weekday in its month, -1 for the last; with `is_barred` these are the days without.
    """

    text: str
    ranks: frozenset[int] = frozenset()
    is_barred: bool = False
    week_parity: int | None = None  # 0 for even ISO weeks
    in_school_holidays: bool | None = None

    def is_understood(self) -> bool:
        return bool(self.ranks) or self.week_parity is not None or self.in_school_holidays is not None

    def holds(self, day: date, school_holidays: Collection[Period]) -> bool:
        """Whether the hours are kept that day; yes as far as it is not understood."""
        return self._holds_by_rank(day) and self._holds_by_week(day) and self._holds_by_school(day, school_holidays)

    def _holds_by_rank(self, day: date) -> bool:
        if not self.ranks:
            return True
        is_last = (day + timedelta(days=7)).month != day.month
        is_named = (day.day - 1) // 7 + 1 in self.ranks or (is_last and LAST in self.ranks)
        return is_named != self.is_barred

    def _holds_by_week(self, day: date) -> bool:
        return self.week_parity in (None, day.isocalendar()[1] % 2)

    def _holds_by_school(self, day: date, school_holidays: Collection[Period]) -> bool:
        if self.in_school_holidays is None or not school_holidays:
            return True
        return self.in_school_holidays == any(period.start <= day <= period.end for period in school_holidays)


@dataclass(frozen=True)
class IrregularHours:
    """Hours of a weekday that are not kept each week."""

    weekday: int
    spans: tuple[Span, ...]
    condition: Condition


def read_condition(text: str) -> Condition:
    """A comment, with what is understood of it."""
    plain = _plain(text)
    ranked, parity = RANKED.search(plain), PARITY.search(plain)
    return Condition(
        text=text.strip().rstrip("."),
        ranks=_ranks(ranked[1]) if ranked else frozenset(),
        is_barred=bool(ranked and NOT_THEN.search(plain[: ranked.start()])),
        week_parity=int(parity[1] is not None) if parity else None,
        in_school_holidays=_school(plain),
    )


def part_of_day(condition: Condition, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The hours that a condition is about: the morning's or the afternoon's when it names only one of them."""
    plain = _plain(condition.text)
    morning, afternoon = bool(MORNING.search(plain)), bool(AFTERNOON.search(plain))
    if morning == afternoon or not condition.is_understood():
        return spans
    return tuple(span for span in spans if (span.start < NOON) == morning)


def read_irregular_hours(entry: Entry) -> IrregularHours:
    fields = entry.record("day hours when")
    condition = read_condition(fields["when"].text())
    return IrregularHours(read_weekday(fields["day"]), read_spans(fields["hours"]), condition)


def read_period(entry: Entry) -> Period:
    fields = entry.record("from to name")
    start, end = fields["from"].day(), fields["to"].day()
    if end < start:
        raise fields["to"].error("une période finit après son début")
    return Period(start, end, fields["name"].text())


def _school(plain: str) -> bool | None:
    if TERM.search(plain):
        return False
    return True if SCHOOL_HOLIDAYS.search(plain) else None


def _ranks(text: str) -> frozenset[int]:
    words = (word.rstrip("s") for word in re.findall(ORDINAL, text))
    return frozenset(int(word[0]) if word[0].isdigit() else RANKS[word] for word in words)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("'", " "))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
