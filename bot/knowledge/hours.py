"""When an office is open, said in French."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.knowledge import dates
from bot.knowledge.dates import NBSP
from bot.knowledge.moments import PARTS, Moment, asked_moment
from bot.knowledge.words import fold, holds
from bot.territory.offices import Closure, Office
from bot.territory.week import Span, WeekHours

ANNOUNCED = timedelta(days=30)  # how long ahead a closure is announced with the usual hours


def is_open(office: Office, at: datetime) -> bool:
    return office.is_open(at)


def open_until(office: Office, at: datetime) -> datetime | None:
    """When the present opening ends; None while the office is closed."""
    opens, closes = next(office.openings(at), (None, None))
    return closes.astimezone(office.timezone) if opens and closes and opens <= at else None


def next_opening(office: Office, after: datetime) -> datetime | None:
    """When it opens next, the present opening left aside; None when it does not open any more."""
    following = (opens for opens, _ in office.openings(after) if opens > after)
    opens = next(following, None)
    return opens.astimezone(office.timezone) if opens else None


def state(office: Office, at: datetime) -> str:
    """« Ouvert jusqu’à 17 h 30 », « Fermé, ouvre lundi à 8 h 30 »."""
    closes = open_until(office, at)
    if closes:
        return f"Ouvert jusqu’à {dates.hour(closes.time())}"
    opens = next_opening(office, at)
    return f"Fermé, ouvre {_moment_named(opens, at)}" if opens else "Fermé, sans date d’ouverture connue"


def describe(office: Office, at: datetime) -> str:
    """« La mairie est ouverte jusqu’à 12 h, puis de 13 h 30 à 17 h 30. »"""
    local = at.astimezone(office.timezone)
    closes = open_until(office, at)
    if closes:
        later = [span for span in office.spans_on(local.date()) if span.start >= closes.time()]
        afterwards = f", puis {dates.spans(later)}" if later else ""
        told = _comments(office, local.date())
        return dates.sentence(f"{_is(office, True)} jusqu’à {dates.hour(closes.time())}{afterwards}{told}")
    reason = office.reason_closed(local.date())
    because = f" ({reason})" if reason else ""
    return f"{dates.sentence(f'{_is(office, False)} en ce moment{because}')} {_reopening(office, at)}"


def describe_day(office: Office, day: date, today: date) -> str:
    """« Demain (samedi 28 novembre), la mairie est ouverte de 9 h à 12 h. »"""
    spans = office.spans_on(day)
    named = dates.dated(day, today)
    if spans:
        return dates.sentence(f"{named}, {_is(office, True)} {dates.spans(spans)}{_comments(office, day)}")
    reason = office.reason_closed(day)
    return dates.sentence(f"{named}, {_is(office, False)}{f' ({reason})' if reason else ''}")


def describe_week(hours: WeekHours) -> str:
    """« du lundi au vendredi de 8 h 30 à 12 h et de 13 h 30 à 17 h 30 ; le samedi de 9 h à 12 h »"""
    days_of: dict[tuple[Span, ...], list[int]] = {}
    for day, spans in sorted(hours.items()):
        days_of.setdefault(spans, []).append(day)
    return f"{NBSP}; ".join(f"{dates.weekdays(days)} {dates.spans(spans)}" for spans, days in days_of.items())


def describe_closures(office: Office, today: date) -> tuple[str, ...]:
    """The exceptions to the usual week that come soon, one sentence for each."""
    end = today + ANNOUNCED
    closures = [closure for closure in office.closures if closure.end >= today and closure.start <= end]
    named = [(closure.start, _closure_named(closure, today)) for closure in closures]
    named += [(day, text) for day, text in _single_days(office, today) if not _is_within(day, closures)]
    return tuple(text for _, text in sorted(named))


def answer_hours(office: Office, now: datetime, question: str = "") -> str:
    """What the question asks about the office's hours: a day, an hour, or else now and the whole week."""
    local = now.astimezone(office.timezone)
    moment = asked_moment(question, local.date(), office.holidays)
    if moment.is_now or moment == Moment((local.date(),)):
        return describe(office, now)
    if moment.days:
        moment = replace(moment, part=None) if _asks_when(question) else moment
        return "\n".join(_answer_day(office, day, moment, local.date()) for day in moment.days)
    if moment.hour:
        return _answer_day(office, local.date(), moment, local.date())
    return "\n".join((describe(office, now), *usual_hours(office, local.date())))


def _asks_when(question: str) -> bool:
    """Whether it asks for hours, to which yes or no is no answer."""
    return any(holds(fold(question), words) for words in ("quelle heure", "quels horaires", "horaires", "quand"))


def usual_hours(office: Office, today: date) -> tuple[str, ...]:
    """The usual week, then what will be different soon, then the office's notes."""
    week = describe_week(office.week_of(today))
    usual = (f"Horaires{NBSP}: {week}.",) if week else ()
    return (*usual, *_irregular_hours(office), *describe_closures(office, today), *office.notes)


def _irregular_hours(office: Office) -> Iterator[str]:
    """« Le samedi de 9 h à 12 h : ouvert le 2e et le 4e samedi du mois. », one line for each comment."""
    days_of: dict[tuple[str, tuple[Span, ...]], list[int]] = {}
    for item in office.irregular:
        days_of.setdefault((item.condition.text, item.spans), []).append(item.weekday)
    for (text, spans), days in days_of.items():
        yield dates.sentence(f"{dates.weekdays(sorted(days))} {dates.spans(spans)}{NBSP}: {text}")


def _answer_day(office: Office, day: date, moment: Moment, today: date) -> str:
    text = describe_day(office, day, today)
    spans = office.spans_on(day)
    if not spans:
        return f"{text} {_reopening(office, datetime.combine(day, time.max, office.timezone), today)}"
    verdict = _verdict(office, spans, moment)
    return f"{verdict} {text}" if verdict else text


def _verdict(office: Office, spans: tuple[Span, ...], moment: Moment) -> str:
    """Yes or no, when the question is about an hour or a part of the day."""
    if moment.hour:
        is_then_open = any(span.start <= moment.hour < span.end for span in spans)
        return f"{'Oui' if is_then_open else 'Non, c’est fermé'} à {dates.hour(moment.hour)}."
    if moment.part:
        part = PARTS[moment.part]
        return "Oui." if any(span.start < part.end and span.end > part.start for span in spans) else "Non."
    return ""


def _is(office: Office, is_open_then: bool) -> str:
    """« la mairie est ouverte », or « Mairie de Belrive : ouvert » when its name in a sentence is unknown."""
    adjective = "ouvert" if is_open_then else "fermé"
    if office.called is None:
        return f"{office.name}{NBSP}: {adjective}"
    return f"{office.called} est {adjective}{'e' if office.feminine else ''}"


def _reopening(office: Office, after: datetime, today: date | None = None) -> str:
    opens = next_opening(office, after)
    if opens is None:
        return "Aucune date d’ouverture n’est connue."
    return f"Prochaine ouverture{NBSP}: {_moment_named(opens, after, today)}."


def _moment_named(moment: datetime, at: datetime, today: date | None = None) -> str:
    """demain à 8 h 30."""
    today = today or at.astimezone(moment.tzinfo).date()
    return f"{dates.near_date(moment.date(), today)} à {dates.hour(moment.time())}"


def _comments(office: Office, day: date) -> str:
    """What goes with the hours of a day: the reason of a special one, the comments of irregular ones."""
    special = office.special_day(day)
    texts = [special.reason] if special else [item.condition.text for item in office.irregular_on(day)]
    return "".join(f" ({text})" for text in dict.fromkeys(texts))


def _closure_named(closure: Closure, today: date) -> str:
    return f"Fermeture exceptionnelle {dates.period(closure.start, closure.end, today)} ({closure.reason})."


def _single_days(office: Office, today: date) -> Iterator[tuple[date, str]]:
    """The coming public holidays and special days on which the hours are not the usual ones."""
    for day in (today + timedelta(days=number) for number in range(ANNOUNCED.days)):
        usual, spans = office.usual_on(day), office.spans_on(day)
        if spans != usual:
            hours = f"ouvert {dates.spans(spans)}" if spans else "fermé"
            special = office.special_day(day)
            reason = special.reason if special else office.reason_closed(day)
            yield day, dates.sentence(f"{dates.full_date(day, today)}{NBSP}: {hours} ({reason})")


def _is_within(day: date, closures: list[Closure]) -> bool:
    return any(closure.start <= day <= closure.end for closure in closures)
