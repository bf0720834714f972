"""The public holidays that the commune keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import holidays

from bot.territory.reading import Entry


@dataclass(frozen=True)
class PublicHolidays:
    """A country's holidays, or those of a subdivision: "57" or "6AE" for Alsace-Moselle, "974"..."""

    country: str
    subdivision: str | None = None

    def name_of(self, day: date) -> str | None:
        """Its French name ("Noël"), or None on an ordinary day."""
        name: str | None = _calendar(self).get(day)
        return name


# The library fills a calendar year by year as days are asked for: one calendar is kept for each place.
_calendars: dict[PublicHolidays, holidays.HolidayBase] = {}


def _calendar(place: PublicHolidays) -> holidays.HolidayBase:
    if place not in _calendars:
        _calendars[place] = _make_calendar(place)
    return _calendars[place]


def _make_calendar(place: PublicHolidays) -> holidays.HolidayBase:
    return holidays.country_holidays(place.country, subdiv=place.subdivision, language="fr")


def read_public_holidays(entry: Entry) -> PublicHolidays:
    fields = entry.record("country", "subdivision")
    place = PublicHolidays(fields["country"].text(), fields["subdivision"].optional_text())
    try:
        _calendar(place)
    except NotImplementedError:
        raise entry.error("ce pays ou cette subdivision n’a pas de calendrier de jours fériés connu") from None
    return place
