"""Days and hours as French writes them: « lundi 1er mars 2027 », « 17 h 30 », with non-breaking spaces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from babel.dates import format_date

from bot.territory.week import WEEKDAYS, Span

NBSP = "\u00a0"


def hour(at: time) -> str:
    """17 h 30, 8 h."""
    return f"{at.hour}{NBSP}h{NBSP}{at.minute:02}" if at.minute else f"{at.hour}{NBSP}h"


def span(hours: Span) -> str:
    """de 8 h 30 à 12 h."""
    return f"de {hour(hours.start)} à {hour(hours.end)}"


def spans(hours: Sequence[Span]) -> str:
    """de 8 h 30 à 12 h et de 13 h 30 à 17 h 30."""
    return listing([span(item) for item in hours])


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def weekdays(days: Sequence[int]) -> str:
    """du lundi au vendredi, le lundi et le jeudi, tous les jours; from numbers, 0 for lundi, in order."""
    if len(days) == len(WEEKDAYS):
        return "tous les jours"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"du {WEEKDAYS[days[0]]} au {WEEKDAYS[days[-1]]}"
    return listing([f"le {WEEKDAYS[day]}" for day in days])


def month(number: int) -> str:
    """janvier for 1."""
    name: str = format_date(date(2000, number, 1), "MMMM", locale="fr")
    return name


def of(word: str) -> str:
    """de mars, d’avril."""
    return f"d’{word}" if word[0] in "aeiouyéèêh" else f"de {word}"


def short_date(day: date, today: date | None = None) -> str:
    """5 octobre, with its year when that is not today's, or when today is not given."""
    pattern = "d MMMM" if today is not None and day.year == today.year else "d MMMM y"
    text: str = format_date(day, pattern, locale="fr")
    number, _, rest = text.partition(" ")
    return f"1er{NBSP}{rest}" if number == "1" else f"{number}{NBSP}{rest}"


def full_date(day: date, today: date | None = None) -> str:
    """lundi 5 octobre, with its year when that is not today's, or when today is not given."""
    return f"{weekday(day)} {short_date(day, today)}"


def near_date(day: date, today: date) -> str:
    """aujourd’hui, demain, lundi (in the six days that follow), or lundi 5 octobre."""
    distance = day - today
    if timedelta(0) <= distance < timedelta(2):
        return "demain" if distance else "aujourd’hui"
    return weekday(day) if timedelta(0) < distance < timedelta(7) else f"le {full_date(day, today)}"


def dated(day: date, today: date) -> str:
    """aujourd’hui (lundi 5 octobre), demain (mardi 6 octobre), or mercredi 7 octobre."""
    full = full_date(day, today)
    return f"{near_date(day, today)} ({full})" if timedelta(0) <= day - today < timedelta(2) else full


def period(start: date, end: date, today: date) -> str:
    """le jeudi 24 décembre, du 24 décembre au 1er janvier 2027, or jusqu’au 1er janvier once it has begun."""
    if start == end:
        return f"le {full_date(start, today)}"
    if start <= today:
        return f"jusqu’au {short_date(end, today)}"
    return f"du {_first_day(start, end, today)} au {short_date(end, today)}"


def _first_day(start: date, end: date, today: date) -> str:
    """The start of a period, without the month and the year that its end repeats."""
    text = short_date(start, end if start.year == end.year else today)
    return text.partition(NBSP)[0] if (start.year, start.month) == (end.year, end.month) else text


def listing(parts: Sequence[str], last: str = "et") -> str:
    """a, b et c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentence(text: str) -> str:
    """The text with a capital first and a full stop at the end."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
