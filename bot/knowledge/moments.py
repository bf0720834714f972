"""Which days and hours a question is about: « demain matin », « samedi », « le 24 décembre à 16 h »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import islice

from bot.knowledge.words import fold, holds
from bot.territory.public_holidays import PublicHolidays
from bot.territory.week import WEEKDAYS, Span

MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
PARTS = {
    "matin": Span(time(0), time(12)),
    "midi": Span(time(12), time(13, 30)),
    "apres-midi": Span(time(12), time(18)),
    "soir": Span(time(18), time(23, 59)),
}
PART_WORDS = {
    "matin": ("matin", "matinee"),
    "apres-midi": ("apres midi", "aprem", "aprm"),
    "midi": ("midi", "midi et deux", "midi et 2", "dejeuner"),
    "soir": ("soir", "soiree", "nuit"),
}
NOW = ("maintenant", "en ce moment", "tout de suite", "actuellement", "encore ouvert", "encore ouverte")
TODAY = ("aujourd hui", "ajd", "auj", "aujourdhui", "ce matin", "cet apres midi", "cet aprem", "ce midi", "ce soir")
FEASTS = {  # what people say, and the public holiday that it is
    "noel": "noel",
    "jour de l an": "jour de l an",
    "nouvel an": "jour de l an",
    "vendredi saint": "vendredi saint",
    "paques": "lundi de paques",
    "fete du travail": "fete du travail",
    "ascension": "ascension",
    "pentecote": "lundi de pentecote",
    "fete nationale": "fete nationale",
    "assomption": "assomption",
    "toussaint": "toussaint",
    "armistice": "armistice",
}
NOT_THE_FEAST = re.compile(r"\b(?:vacances|marches?|sapins?|fetes|periode) de (?:noel|paques|la toussaint)\b")


@dataclass(frozen=True)
class Moment:
    """Days in order, none when the question names none; then a part of the day, or an hour."""

    days: tuple[date, ...] = ()
    part: str | None = None  # a key of PARTS
    hour: time | None = None
    is_now: bool = False


def asked_moment(question: str, today: date, holidays: PublicHolidays) -> Moment:
    text = fold(question)
    hour = _hour(text)
    is_now = any(holds(text, words) for words in NOW)
    return Moment(_days(text, today, holidays), None if hour else _part(text), hour, is_now)


def _days(text: str, today: date, holidays: PublicHolidays) -> tuple[date, ...]:
    """The first reading that gives something, the most precise ones first."""
    dates = tuple(_written_dates(text, today)) or tuple(_feasts(text, today, holidays))
    if dates:
        return dates
    for reading in (_relative_days, _whole_weeks, _week_ends, _weekdays, _days_of_month):
        days = tuple(sorted(set(reading(text, today))))
        if days:
            return days
    return ()


def _written_dates(text: str, today: date) -> Iterator[date]:
    months = "|".join(MONTHS)
    for day, month, year in re.findall(rf"\b(\d{{1,2}})(?:er)? ({months})(?: (20\d\d))?\b", text):
        yield from _next_date(int(day), MONTHS.index(month) + 1, year, today)
    for day, month, year in re.findall(r"\ble (\d{1,2}) (\d{1,2})(?: (20\d\d))?\b", text):
        yield from _next_date(int(day), int(month), year, today)


def _next_date(day: int, month: int, year: str, today: date) -> Iterator[date]:
    """The date, in the year given or the coming one; nothing for a day that does not exist."""
    for candidate in [int(year)] if year else [today.year, today.year + 1]:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            yield found
            return


def _feasts(text: str, today: date, holidays: PublicHolidays) -> Iterator[date]:
    text = NOT_THE_FEAST.sub("", text)
    names = {holiday for words, holiday in FEASTS.items() if holds(text, words)}
    coming = (today + timedelta(days=number) for number in range(366)) if names else ()
    return (day for day in coming if fold(holidays.name_of(day) or "") in names)


def _relative_days(text: str, today: date) -> Iterator[date]:
    if any(holds(text, word) for word in TODAY):
        yield today
    if holds(text, "apres demain"):
        yield today + timedelta(days=2)
    elif any(holds(text, word) for word in ("demain", "2main", "dem1")):
        yield today + timedelta(days=1)


def _whole_weeks(text: str, today: date) -> Iterator[date]:
    monday = today - timedelta(days=today.weekday())
    if holds(text, "semaine prochaine"):
        yield from (monday + timedelta(days=number) for number in range(7, 14))
    elif holds(text, "cette semaine"):
        yield from (day for day in (monday + timedelta(days=number) for number in range(7)) if day >= today)


def _week_ends(text: str, today: date) -> Iterator[date]:
    if any(holds(text, word) for word in ("week end", "weekend", "we")):
        sunday = today + timedelta(days=6 - today.weekday())
        yield from (day for day in (sunday - timedelta(days=1), sunday) if day >= today)


def _weekdays(text: str, today: date) -> Iterator[date]:
    for number, name in enumerate(WEEKDAYS):
        if holds(text, name) or holds(text, f"{name}s"):
            day = today + timedelta(days=(number - today.weekday()) % 7)
            yield day + timedelta(days=7) if _is_a_week_later(text, name, day == today) else day


def _is_a_week_later(text: str, name: str, is_today: bool) -> bool:
    later = ("en huit", "en 8", "prochain") if is_today else ("en huit", "en 8")
    return any(holds(text, f"{name} {words}") for words in later)


def _days_of_month(text: str, today: date) -> Iterator[date]:
    """« le 24 » at the end of a question, or before a part of the day: never a house number."""
    match = re.search(r"\ble (\d{1,2})(?:er)?(?= (?:au )?(?:matin|midi|soir|apres midi)|$)", text)
    coming = (today + timedelta(days=number) for number in range(62))
    return islice((day for day in coming if match and day.day == int(match[1])), 1)


def _part(text: str) -> str | None:
    return next((part for part, words in PART_WORDS.items() if any(holds(text, word) for word in words)), None)


def _hour(text: str) -> time | None:
    match = re.search(r"\b(\d{1,2}) ?(?:h|heures?) ?([0-5]\d)?\b", text)
    if match is None or int(match[1]) > 23:
        return None
    return time(int(match[1]), int(match[2] or 0))
