"""A French expression of time as a stretch of time; what is ambiguous stays text.

The clock and the zone come from the caller: `now` is aware, in the zone of the territory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from nlu.moments.words import DAY_PARTS, MONTHS, NUMBERS, UNITS, WEEKDAYS, WORDY
from nlu.spelling import fold

Towards = Literal["past", "future"] | None


@dataclass(frozen=True)
class Moment:
    """From `start` to `end`, both aware; a point in time has them equal."""

    start: datetime
    end: datetime


def resolve(text: str, now: datetime, towards: Towards = None) -> Moment | None:
    """When `text` means, or None when it does not say.

    A bare week day is the last one or the next one as `towards` says, and means nothing without it.
    """
    said = _plain(text)
    if re.match(r"(?:tous|toutes|ts|chaque)\b", said):
        return None
    prefix = re.match(r"(?:(depuis|dps)|(jusqu ?'?(?:a|au|en|aux)?|avant(?! hier)))\s(?:l[ae] |l'|les |au )?", said)
    if prefix is None:
        return _stretch(said, now, towards)
    if prefix[1]:
        begun = _ago(f"il y a {said[prefix.end() :]}", now) or _stretch(said[prefix.end() :], now, "past")
        return Moment(begun.start, now) if begun and begun.start <= now else None
    ends = _stretch(said[prefix.end() :], now, "future")
    return Moment(now, ends.start if said.startswith("avant") else ends.end) if ends else None


def _plain(text: str) -> str:
    said = re.sub(r"[^\w'/:]+|\bmeme$", " ", fold(text)).strip()
    said = re.sub(r"\bjusqu'(?=a)", "jusqu' ", said)
    said = re.sub(r"\b(?:le|la|a|vers|vers les|en|au|du|pour|des|de|mi) (?=\S)", lambda found: _kept(found, said), said)
    return re.sub(WORDY, lambda found: str(NUMBERS[found[0]]), said)


def _kept(found: re.Match[str], said: str) -> str:
    """Small words say nothing, save inside "il y a", "du matin" and "en huit"."""
    around = said[max(0, found.start() - 5) : found.end() + 6]
    meaningful = re.search(r"(?:y |jusqu'?)a |du (?:mat|soir)|de l'a|en huit|jusqu'", around)
    return found[0] if meaningful else ""


def _stretch(said: str, now: datetime, towards: Towards) -> Moment | None:
    return next((found for read in _READERS if (found := read(said, now, towards))), None)


def _relative(said: str, now: datetime, towards: Towards) -> Moment | None:
    return _ago(said, now) or _ahead(said, now)


def _ago(said: str, now: datetime) -> Moment | None:
    found = re.fullmatch(r"(?:il )?y ?a (\d{1,3}) (\w+?)s?", said)
    if not found or found[2] not in UNITS:
        return None
    point = _shifted(now, -int(found[1]), found[2])
    return Moment(point, point) if found[2] in ("heure", "h", "minute", "min") else _day(point.date(), now)


def _ahead(said: str, now: datetime) -> Moment | None:
    found = re.fullmatch(r"(?:d'ici|dans) (\d{1,3}) (\w+?)s?", said)
    if not found or found[2] not in UNITS:
        return None
    point = _shifted(now, int(found[1]), found[2])
    return Moment(point, point) if found[2] in ("heure", "h", "minute", "min") else _day(point.date(), now)


def _shifted(now: datetime, amount: int, unit: str) -> datetime:
    length = UNITS[unit]
    if isinstance(length, timedelta):
        return now + amount * length
    year, month = divmod(now.year * 12 + now.month - 1 + amount * length, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, 28))


def _dated(said: str, now: datetime, towards: Towards) -> Moment | None:
    """A day, then perhaps a part of it or an hour."""
    for pattern, read in _DAYS:
        if (found := re.match(pattern, said)) and (day := read(found, now, towards)):
            return _within(day, said[found.end() :].strip(), now)
    return None


def _within(day: date, rest: str, now: datetime) -> Moment | None:
    if not rest:
        return _day(day, now)
    if rest in DAY_PARTS:
        start, hours = DAY_PARTS[rest]
        begin = datetime.combine(day, time(start), now.tzinfo)
        return Moment(begin, begin + timedelta(hours=hours))
    hour = _hour(rest)
    if hour is None:
        return None
    point = datetime.combine(day, hour, now.tzinfo)
    return Moment(point, point)


def _hour(said: str) -> time | None:
    found = re.fullmatch(r"(\d{1,2}) ?(?:h|heures?|:) ?(\d{2}|30)?(?: (du matin|du soir|de l'apres midi))?", said)
    if said in ("midi", "minuit"):
        return time(12 if said == "midi" else 0)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and found[3] != "du matin" and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _alone(said: str, now: datetime, towards: Towards) -> Moment | None:
    """An hour without a day: today's."""
    hour = _hour(said)
    point = datetime.combine(now.date(), hour, now.tzinfo) if hour else None
    return Moment(point, point) if point else None


def _wide(said: str, now: datetime, towards: Towards) -> Moment | None:
    """Weeks, months and years."""
    if said in MONTHS and towards:
        first = _candidates(1, MONTHS[said], None, now)
        past, future = max(day for day in first if day <= now.date()), min(day for day in first if day > now.date())
        begun = past if towards == "past" else future
        return _days(begun, _month(begun, 1), now)
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    found = re.fullmatch(
        r"(cette |ce |l')?(semaine|mois|annee|an|week end|we)(?: (derniere?|passee?|prochaine?))?", said
    )
    if found and (found[1] or found[3]):
        step = {None: 0, "d": -1, "p": -1}.get(found[3] and found[3][0], 0)
        step = 1 if found[3] and found[3].startswith("prochain") else step
        return _period(found[2], step, today, monday, now)
    if (year := re.fullmatch(r"(19|20)\d\d", said)) is not None:
        return _days(date(int(year[0]), 1, 1), date(int(year[0]) + 1, 1, 1), now)
    return None


def _period(unit: str, step: int, today: date, monday: date, now: datetime) -> Moment:
    if unit == "semaine":
        return _days(monday + timedelta(weeks=step), monday + timedelta(weeks=step + 1), now)
    if unit in ("week end", "we"):
        saturday = monday + timedelta(days=5, weeks=step)
        return _days(saturday, saturday + timedelta(days=2), now)
    if unit == "mois":
        return _days(_month(today, step), _month(today, step + 1), now)
    return _days(date(today.year + step, 1, 1), date(today.year + step + 1, 1, 1), now)


def _month(day: date, step: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + step, 12)
    return date(year, month + 1, 1)


def _day(day: date, now: datetime) -> Moment:
    return _days(day, day + timedelta(days=1), now)


def _days(first: date, after: date, now: datetime) -> Moment:
    return Moment(datetime.combine(first, time(), now.tzinfo), datetime.combine(after, time(), now.tzinfo))


def _named_day(found: re.Match[str], now: datetime, towards: Towards) -> date | None:
    away = {"avant hier": -2, "hier": -1, "demain": 1, "apres demain": 2}.get(found[1], 0)
    return now.date() + timedelta(days=away)


def _weekday(found: re.Match[str], now: datetime, towards: Towards) -> date | None:
    which = found[2] or {"past": "dernier", "future": "prochain", None: ""}[towards]
    if not which:
        return None
    ahead = (WEEKDAYS[found[1]] - now.weekday()) % 7
    if which in ("dernier", "passe"):
        return now.date() - timedelta(days=(-ahead) % 7 or 7)
    return now.date() + timedelta(days=(ahead or 7) + (7 if which == "en huit" else 0))


def _day_of_month(found: re.Match[str], now: datetime, towards: Towards) -> date | None:
    day = 1 if found["day"] == "1er" else int(found["day"])
    month = MONTHS.get(found["name"] or "") or int(found["month"] or 0) or None
    candidates = _candidates(day, month, found["year"], now)
    past = [each for each in candidates if each <= now.date()]
    future = [each for each in candidates if each >= now.date()]
    if towards == "past":
        return max(past, default=None)
    if towards == "future" or month is not None or found["year"]:
        return min(future, default=max(past, default=None))
    return min(future, default=None)


def _candidates(day: int, month: int | None, year: str | None, now: datetime) -> list[date]:
    if month is None:
        firsts: Iterable[date] = (_month(now.date(), step) for step in (-1, 0, 1))
    elif year:
        firsts = [date(int(year) if len(year) == 4 else 2000 + int(year), month, 1)] if 1 <= month <= 12 else []
    else:
        firsts = [date(now.year + step, month, 1) for step in (-1, 0, 1)] if 1 <= month <= 12 else []
    return [found for first in firsts if (found := _valid(first, day))]


def _valid(first: date, day: int) -> date | None:
    try:
        return first.replace(day=day)
    except ValueError:  # the 31st of a month that has none
        return None


_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(WEEKDAYS)
_DAY = rf"(?:(?:{_WEEKDAY}) )?(?P<day>\d{{1,2}}|1er)"
_TODAY = r"aujourd'?hui|auj|ajd|ce(?=t? (?:matin|midi|soir|aprem|apres))|cet(?= )|cette(?= nuit)"
_DAYS: list[tuple[str, Callable[[re.Match[str], datetime, Towards], date | None]]] = [
    (rf"(avant hier|hier|apres demain|demain|{_TODAY})\b", _named_day),
    (rf"{_DAY} (?P<name>{_NAMES})(?P<month>)(?: (?P<year>(?:19|20)\d\d))?\b", _day_of_month),
    (r"(?P<name>)(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?\b", _day_of_month),
    (rf"({_WEEKDAY}) ?(dernier|passe|prochain|en huit|qui vient)?(?! \d+(?! ?h|:))", _weekday),
    (rf"{_DAY}(?P<name>)(?P<month>)(?P<year>)(?= |$)(?! ?(?:h|heure|:))", _day_of_month),
]
_READERS = (_relative, _wide, _dated, _alone)
