"""An official sheet's answer as a resident reads it: quoted, with the town's own office, its date and its link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.knowledge.dates import NBSP, short_date
from bot.knowledge.hours import state
from bot.knowledge.sheets.answering import SheetAnswer
from bot.knowledge.sheets.sheet import Sheet
from bot.territory.territory import Territory

MOST_SERVICES = 2
LONGEST_CHOICE = 60  # characters on a button


def in_words(found: SheetAnswer, territory: Territory, now: datetime) -> str:
    """The whole answer."""
    heading = " › ".join(found.passage.path) if found.passage else ""
    quote = f"«{NBSP}{found.quote}{NBSP}»" if found.quote else ""
    titles = "\n".join(filter(None, (found.sheet.full_title, heading)))
    useful = "\n".join((*_services(found.sheet), *_offices(found.sheet, territory, now)))
    return "\n\n".join(filter(None, (titles, quote, useful, source_of(found.sheet))))


def source_of(sheet: Sheet) -> str:
    """« Source : service-public.fr, fiche F1341, mise à jour le 23 novembre 2022. »"""
    dated = f", mise à jour le {short_date(sheet.updated_on)}" if sheet.updated_on else ""
    return f"Source{NBSP}: service-public.fr, fiche {sheet.code}{dated}."


def choice(title: str) -> str:
    """A title short enough for a button."""
    return title if len(title) <= LONGEST_CHOICE else f"{title[: LONGEST_CHOICE - 1].rstrip()}…"


def _services(sheet: Sheet) -> Iterator[str]:
    return (f"En ligne{NBSP}: {service.title}, {service.url}" for service in sheet.services[:MOST_SERVICES])


def _offices(sheet: Sheet, territory: Territory, now: datetime) -> Iterator[str]:
    """« Où s’adresser » in the town itself, with what is open now; nothing for an office that it has not."""
    for contact in sheet.contacts:
        office = territory.office_of(contact.pivot) if contact.pivot else None
        if office is not None:
            yield f"Où s’adresser{NBSP}: {office.name}, {office.address}. {state(office, now)}."
