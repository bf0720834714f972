"""When waste is collected in a district, and which bin to put out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.knowledge import dates
from bot.knowledge.dates import NBSP
from bot.knowledge.moments import Moment, asked_moment
from bot.knowledge.rounds import Round, next_rounds, rounds_between
from bot.knowledge.words import concepts, fold, holds
from bot.territory.collection import Recurrence
from bot.territory.territory import District, Territory
from bot.territory.week import WEEKDAYS

__all__ = ["answer_collection", "next_rounds"]

TONIGHT = ("ce soir", "cette nuit", "pour demain matin", "pour demain")


def describe_tonight(territory: Territory, district: str, today: date) -> str:
    """« À sortir ce soir : bac gris (Ordures ménagères). », or that there is none."""
    tomorrow = today + timedelta(days=1)
    due = [item for item in rounds_between(territory, district, tomorrow, tomorrow) if item.put_out_on == today]
    if not due:
        return "Aucun bac à sortir ce soir."
    bins = dates.listing([f"{item.stream.bin} ({item.stream.name.lower()})" for item in due])
    return f"À sortir ce soir{NBSP}: {bins}, pour la collecte de demain ({dates.full_date(tomorrow, today)})."


def describe_round(item: Round, today: date) -> str:
    """« demain (mardi 24 novembre) : bac gris (ordures ménagères), à sortir la veille après 19 h »"""
    moved = ""
    if item.date != item.usual:
        moved = f" Collecte déplacée{NBSP}: elle aurait eu lieu le {dates.full_date(item.usual, today)}"
        moved += f" ({item.reason})." if item.reason else "."
    stream = item.stream
    text = f"{dates.dated(item.date, today)}{NBSP}: {stream.bin} ({stream.name.lower()}), à sortir {stream.put_out}"
    return f"{text}.{moved}"


def describe_usual_days(territory: Territory, district: str) -> str:
    """« ordures ménagères le lundi et le jeudi, emballages et papiers le mercredi »"""
    streams = territory.collection.streams
    calendar = territory.collection.calendar.get(district, {})
    return ", ".join(f"{streams[code].name.lower()} {_days_named(days)}" for code, days in calendar.items())


def answer_collection(territory: Territory, now: datetime, question: str = "", district: str | None = None) -> str:
    """What the question asks, in one district or, when it is not known, in each of them."""
    today = now.astimezone(territory.timezone).date()
    found = territory.districts.get(district or "") or _named_district(territory, question)
    if found is not None and found.code in territory.collection.calendar:
        return _answer_district(territory, found, today, question)
    return _answer_everywhere(territory, today, question)


def _answer_district(territory: Territory, district: District, today: date, question: str) -> str:
    title = district.name
    if _asks_tonight(question):
        tonight = describe_tonight(territory, district.code, today)
        return "\n".join((f"{title}. {tonight}", *_coming(territory, district.code, today, question)))
    moment = asked_moment(question, today, territory.holidays)
    if moment.days:
        return "\n".join(_answer_days(territory, district, moment, today, question))
    usual = f"{title}{NBSP}: {describe_usual_days(territory, district.code)}."
    return "\n".join((usual, *_coming(territory, district.code, today, question)))


def _answer_everywhere(territory: Territory, today: date, question: str) -> str:
    lines = ["Les jours de collecte dépendent du quartier."]
    for district in territory.districts.values():
        if district.code in territory.collection.calendar:
            lines.append(f"- {district.name}{NBSP}: {_short_answer(territory, district, today, question)}")
    return "\n".join(lines)


def _short_answer(territory: Territory, district: District, today: date, question: str) -> str:
    if _asks_tonight(question):
        return describe_tonight(territory, district.code, today)
    return f"{describe_usual_days(territory, district.code)}."


def _answer_days(
    territory: Territory, district: District, moment: Moment, today: date, question: str
) -> Iterator[str]:
    """The rounds of the days that the question names."""
    yield f"{district.name}{NBSP}:"
    for day in moment.days:
        items = _wanted(territory, rounds_between(territory, district.code, day, day), question)
        if not items:
            yield f"- {dates.dated(day, today)}{NBSP}: aucune collecte."
        yield from (f"- {describe_round(item, today)}" for item in items)


def _coming(territory: Territory, district: str, today: date, question: str) -> tuple[str, ...]:
    items = _wanted(territory, next_rounds(territory, district, today), question)
    if not items:
        return ()
    return (f"Prochaines collectes{NBSP}:", *(f"- {describe_round(item, today)}" for item in items))


def _wanted(territory: Territory, items: tuple[Round, ...], question: str) -> tuple[Round, ...]:
    """The rounds of the streams that the question names, all of them when it names none."""
    asked = concepts(question)
    named = {
        stream.code for stream in territory.collection.streams.values() if asked & concepts(" ".join(stream.keywords))
    }
    return tuple(item for item in items if not named or item.stream.code in named)


def _asks_tonight(question: str) -> bool:
    return any(holds(fold(question), words) for words in TONIGHT)


def _named_district(territory: Territory, question: str) -> District | None:
    """The district whose whole name stands in the question: half of a name may be a street's."""
    text = fold(question)
    return next((item for item in territory.districts.values() if holds(text, fold(item.name))), None)


def _days_named(recurrences: tuple[Recurrence, ...]) -> str:
    return dates.listing([_day_named(item) for item in recurrences])


def _day_named(item: Recurrence) -> str:
    day = WEEKDAYS[item.weekday]
    if item.rank:
        return f"le {'1er' if item.rank == 1 else f'{item.rank}e'} {day} du mois"
    if item.week_parity is None:
        return f"le {day}"
    return f"un {day} sur deux (semaines {'im' if item.week_parity else ''}paires)"
