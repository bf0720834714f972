"""When waste is collected in a district and which bin to put out, said in French."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.knowledge import dates
from bot.knowledge.dates import NBSP
from bot.knowledge.moments import asked_moment
from bot.knowledge.rounds import Round, moved_from, next_rounds, rounds_between
from bot.knowledge.words import concepts, fold, holds
from bot.territory.collection import Recurrence, Stream
from bot.territory.territory import District, Territory
from bot.territory.week import WEEKDAYS

__all__ = ["answer_collection", "describe_tonight", "next_rounds"]

MIDDAY = 12
TONIGHT = ("ce soir", "cette nuit", "pour demain matin", "pour demain")


@dataclass(frozen=True)
class Enquiry:
    """What a question asks: that day's evening, some days, or nothing more than the usual days."""

    territory: Territory
    today: date
    is_morning: bool
    tonight: bool
    days: tuple[date, ...]
    streams: frozenset[str]  # those of the bins that it names, all of them when it names none

    def wants(self, item: Round) -> bool:
        return item.stream.code in self.streams


def answer_collection(
    territory: Territory, now: datetime, question: str = "", district: str | None = None, street: str | None = None
) -> str:
    """What the question asks, in one district or, when it is not known, in each of them.

    A street may be collected with another district than the one where it is.
    """
    enquiry = _read_enquiry(territory, now.astimezone(territory.timezone), question)
    elsewhere = territory.collection.district_of_street(street)
    found = territory.districts.get(elsewhere or district or "") or _named_district(territory, question)
    if found is None or found.code not in territory.collection.calendar:
        return _answer_everywhere(enquiry)
    name = street if elsewhere else found.name
    if enquiry.days and not enquiry.tonight:
        return "\n".join((f"{name}{NBSP}:", *_describe_days(enquiry, found.code)))
    return "\n".join((f"{name}{NBSP}: {_describe_briefly(enquiry, found.code)}", *_coming(enquiry, found.code)))


def describe_tonight(territory: Territory, district: str, today: date) -> str:
    """« à sortir ce soir, bac gris (ordures ménagères) », or that there is none."""
    tomorrow = today + timedelta(days=1)
    due = [item for item in rounds_between(territory, district, tomorrow, tomorrow) if item.put_out_on == today]
    if not due:
        return "aucun bac à sortir ce soir."
    bins = dates.listing([_bin(item.stream) for item in due])
    return f"à sortir ce soir, {bins}, pour la collecte de demain ({dates.full_date(tomorrow, today)})."


def describe_round(item: Round, today: date) -> str:
    """« demain (mardi 24 novembre) : bac gris (ordures ménagères), à sortir la veille après 19 h »"""
    text = f"{dates.dated(item.date, today)}{NBSP}: {_bin(item.stream)}, à sortir {item.stream.put_out}."
    if item.date == item.usual:
        return text
    reason = f" ({item.reason})" if item.reason else ""
    return f"{text} Cette collecte remplace celle du {dates.full_date(item.usual, today)}{reason}."


def describe_usual_days(territory: Territory, district: str, streams: frozenset[str]) -> str:
    """« ordures ménagères le lundi et le jeudi, emballages et papiers le mercredi »"""
    calendar = territory.collection.calendar.get(district, {})
    named = {territory.collection.streams[code]: days for code, days in calendar.items() if code in streams}
    return ", ".join(f"{stream.name.lower()} {_days_named(days)}{_season(stream)}" for stream, days in named.items())


def _read_enquiry(territory: Territory, local: datetime, question: str) -> Enquiry:
    asked, today = concepts(question), local.date()
    streams = territory.collection.streams
    named = frozenset(code for code, stream in streams.items() if asked & concepts(" ".join(stream.keywords)))
    return Enquiry(
        territory=territory,
        today=today,
        is_morning=local.hour < MIDDAY,
        tonight=any(holds(fold(question), words) for words in TONIGHT),
        days=asked_moment(question, today, territory.holidays).days,
        streams=named or frozenset(streams),
    )


def _named_district(territory: Territory, question: str) -> District | None:
    """The district whose whole name stands in the question: half of a name may be a street's."""
    text = fold(question)
    return next((item for item in territory.districts.values() if holds(text, fold(item.name))), None)


def _answer_everywhere(enquiry: Enquiry) -> str:
    """One line for the districts where the answer is the same."""
    names: dict[str, list[str]] = {}
    for district in enquiry.territory.districts.values():
        if district.code in enquiry.territory.collection.calendar:
            names.setdefault(_describe_briefly(enquiry, district.code), []).append(district.name)
    lines = (f"- {', '.join(together)}{NBSP}: {text}" for text, together in names.items())
    return "\n".join(("Les jours de collecte dépendent du quartier.", *lines))


def _describe_briefly(enquiry: Enquiry, district: str) -> str:
    if enquiry.tonight:
        return describe_tonight(enquiry.territory, district, enquiry.today)
    if enquiry.days:
        return " ".join(dates.sentence(line.removeprefix("- ")) for line in _describe_days(enquiry, district))
    usual = describe_usual_days(enquiry.territory, district, enquiry.streams)
    return f"{usual}." if usual else "pas de collecte en porte-à-porte."


def _describe_days(enquiry: Enquiry, district: str) -> Iterator[str]:
    """The rounds of the days asked about, and where those that were moved have gone."""
    for day in enquiry.days:
        due = [item for item in rounds_between(enquiry.territory, district, day, day) if enquiry.wants(item)]
        moved = [item for item in moved_from(enquiry.territory, district, day) if enquiry.wants(item)]
        yield from (f"- {describe_round(item, enquiry.today)}" for item in (*due, *moved))
        if not due and not moved:
            yield f"- {dates.dated(day, enquiry.today)}{NBSP}: aucune collecte."


def _coming(enquiry: Enquiry, district: str) -> tuple[str, ...]:
    items = [item for item in _to_come(enquiry, district) if enquiry.wants(item)]
    if not items:
        return ()
    return (f"Prochaines collectes{NBSP}:", *(f"- {describe_round(item, enquiry.today)}" for item in items))


def _to_come(enquiry: Enquiry, district: str) -> tuple[Round, ...]:
    """The next rounds; a bin of the evening before has been emptied by midday."""
    territory, today = enquiry.territory, enquiry.today
    if enquiry.is_morning:
        return next_rounds(territory, district, today)
    due = (item for item in rounds_between(territory, district, today, today) if item.stream.same_day)
    return (*due, *next_rounds(territory, district, today + timedelta(days=1)))


def _bin(stream: Stream) -> str:
    return f"{stream.bin} ({stream.name.lower()})"


def _season(stream: Stream) -> str:
    """« , de mars à novembre », when its months follow each other."""
    months = sorted(stream.months)
    if not months or months[-1] - months[0] != len(months) - 1:
        return ""
    first, last = dates.month(months[0]), dates.month(months[-1])
    return f", {dates.of(first)} à {last}"


def _days_named(recurrences: tuple[Recurrence, ...]) -> str:
    return dates.listing([_day_named(item) for item in recurrences])


def _day_named(item: Recurrence) -> str:
    day = WEEKDAYS[item.weekday]
    if item.rank:
        return f"le {'1er' if item.rank == 1 else f'{item.rank}e'} {day} du mois"
    if item.week_parity is None:
        return f"le {day}"
    return f"un {day} sur deux (semaines {'im' if item.week_parity else ''}paires)"
