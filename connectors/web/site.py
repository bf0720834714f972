"""The demo commune's website: one page, with the widget that a real commune would embed in its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.knowledge.agenda import next_market, upcoming_events
from bot.knowledge.dates import dated, hour, near_date, period, short_date
from bot.knowledge.hours import is_open, state
from bot.territory.agenda import Event
from bot.territory.offices import Office
from bot.territory.territory import Territory
from bot.territory.week import WEEKDAYS, Span
from connectors.keys import TOWN
from connectors.web.colours import colours_sheet

STATIC = Path(__file__).parent / "static" / "site"
EVENTS_SHOWN = 4


@dataclass(frozen=True)
class Day:
    """One line of the table of hours."""

    name: str
    hours: tuple[str, ...]
    is_today: bool


def site_routes() -> list[web.AbstractRouteDef]:
    """The page and its files."""
    return [
        web.get("/", _home),
        web.get("/site/couleurs.css", colours_sheet),
        web.static("/site", STATIC),
    ]


async def _home(request: web.Request) -> web.StreamResponse:
    town = request.app[TOWN]
    now = town.clock.now().astimezone(town.territory.timezone)
    page: web.StreamResponse = aiohttp_jinja2.render_template("site.html", request, _context(town.territory, now))
    return page


def _context(territory: Territory, now: datetime) -> dict[str, Any]:
    office = territory.offices[territory.town_hall.office]
    return {
        "commune": territory,
        "is_open": is_open(office, now),
        "state": state(office, now),
        "week": _week(office, now),
        "events": [_event(event, now) for event in upcoming_events(territory, now)[:EVENTS_SHOWN]],
        "markets": [
            {"market": market, "next": dated(next_market(market, now), now.date()), "hours": _span(market.hours)}
            for market in territory.agenda.markets
        ],
    }


def _week(office: Office, now: datetime) -> list[Day]:
    """The usual hours of each day of the week."""
    usual = office.week_of(now.date())
    return [
        Day(name, tuple(map(_span, usual.get(number, ()))), number == now.weekday())
        for number, name in enumerate(WEEKDAYS)
    ]


def _span(span: Span) -> str:
    """8 h 30 – 12 h."""
    return f"{hour(span.start)}\u00a0–\u00a0{hour(span.end)}"


def _event(event: Event, now: datetime) -> dict[str, Any]:
    """What the page shows of an event: a small calendar leaf, and its day in words."""
    number, _, month = short_date(event.start.date(), event.start.date()).partition("\u00a0")
    return {"event": event, "number": number, "month": month, "when": _when(event, now)}


def _when(event: Event, now: datetime) -> str:
    """« Vendredi 15 janvier 2027 à 18 h 30 »."""
    start, end, today = event.start, event.end, now.date()
    if start.date() != end.date():
        text = period(start.date(), end.date(), today)
    else:
        text = near_date(start.date(), today).removeprefix("le ")
        text += "" if event.all_day else f" à {hour(start.time())}"
    return text[:1].upper() + text[1:]
