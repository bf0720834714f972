"""The next markets and events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.knowledge import dates
from bot.knowledge.dates import NBSP
from bot.knowledge.moments import asked_moment
from bot.knowledge.words import concepts
from bot.territory.agenda import Event, Market
from bot.territory.territory import Territory

SHOWN = 5  # events in an answer


def next_market(market: Market, now: datetime) -> date:
    """The day of the next market, today's as long as it is not over; `now` in the territory's zone."""
    today = now.date() if now.time() < market.hours.end else now.date() + timedelta(days=1)
    week = (today + timedelta(days=number) for number in range(7))
    return next(day for day in week if day.weekday() in market.days)


def upcoming_events(territory: Territory, now: datetime) -> tuple[Event, ...]:
    """Those that are not over."""
    return tuple(event for event in territory.agenda.events if event.end >= now)


def describe_market(market: Market, now: datetime) -> str:
    usual = f"{market.name}, {market.place}{NBSP}: {dates.weekdays(market.days)} {dates.span(market.hours)}."
    coming = f"Prochain marché{NBSP}: {dates.dated(next_market(market, now), now.date())}."
    return " ".join((usual, coming, *market.notes))


def describe_event(event: Event, today: date) -> str:
    """« vendredi 15 janvier 2027 à 18 h 30 : Cérémonie des vœux, salle des fêtes. »"""
    return f"{_when(event, today)}{NBSP}: {event.title}, {event.place}. {event.description}"


def answer_agenda(territory: Territory, now: datetime, question: str = "") -> str:
    """The markets and the events that the question asks about, by day or by name; else the next ones."""
    local = now.astimezone(territory.timezone)
    events = _wanted(territory, upcoming_events(territory, local), local, question)
    lines = [describe_market(market, local) for market in territory.agenda.markets]
    if events:
        lines.append(f"Prochains rendez-vous{NBSP}:")
        lines += [f"- {describe_event(event, local.date())}" for event in events[:SHOWN]]
    else:
        lines.append("L’agenda n’annonce rien d’autre pour le moment.")
    return "\n".join(lines)


def _wanted(territory: Territory, events: Sequence[Event], local: datetime, question: str) -> Sequence[Event]:
    days = asked_moment(question, local.date(), territory.holidays).days
    if days:
        return [event for event in events if any(event.start.date() <= day <= event.end.date() for day in days)]
    asked = concepts(question) - concepts("agenda marché fête événement quartier horaires jour")
    return [event for event in events if asked & concepts(event.title)] or events


def _when(event: Event, today: date) -> str:
    start, end = event.start, event.end
    if start.date() != end.date():
        return dates.period(start.date(), end.date(), today)
    named = dates.dated(start.date(), today)
    return named if event.all_day else f"{named} à {dates.hour(start.time())}"
