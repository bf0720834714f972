"""The parameters of a GET, read: one that is empty counts as one that is missing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from aiohttp import web

from connectors.keys import TOWN
from connectors.open311.errors import ParameterInvalid, ThingUnknown

LONGEST_SPAN = timedelta(days=90)
MOST_ROWS = 1000
MOST_PAGES = 10_000
# W3C's note on date and time formats, with the zone that GeoReport asks for. A + that nobody escaped is a blank.
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+ -]\d\d:\d\d)", re.ASCII)


def check_jurisdiction(request: web.Request, given: str | None = None) -> None:
    """Let a call through that names this commune, or none since there is but one.

    Raises:
        ThingUnknown: it names another.
    """
    territory = request.app[TOWN].territory
    sites = {origin.partition("://")[2].removeprefix("www.") for origin in territory.website_origins}
    named = (request.query.get("jurisdiction_id") if given is None else given) or ""
    if named.strip() and named.strip() not in {territory.citycode, *sites}:
        raise ThingUnknown("Cette juridiction (jurisdiction_id) n’est pas servie ici.")


def codes(request: web.Request, name: str) -> list[str]:
    """The items of a list written with commas, or by repeating the parameter."""
    texts = ",".join(request.query.getall(name, [])).split(",")
    return [text.strip() for text in texts if text.strip()]


def moment(request: web.Request, name: str) -> datetime | None:
    """A date with its hour and zone.

    Raises:
        ParameterInvalid: it is written otherwise.
    """
    text = request.query.get(name, "").strip()
    return read_moment(name, text) if text else None


def read_moment(name: str, text: str) -> datetime:
    """A date with its hour and zone.

    Raises:
        ParameterInvalid: it is written otherwise.
    """
    found = _MOMENT.fullmatch(text)
    if found:
        zone = "+00:00" if found[2] == "Z" else found[2].replace(" ", "+")
        try:
            # Before the year 2 or after 9998 it may have no equal in another zone.
            read = datetime.strptime(_padded(found[1]) + zone, "%Y-%m-%dT%H:%M:%S.%f%z")
            if 1 < read.year < 9999:
                return read
        except ValueError:
            pass
    raise ParameterInvalid(f"«\u00a0{name}\u00a0» doit être une date avec heure et fuseau, comme 2026-11-24T10:15:00Z.")


def span(start: datetime | None, end: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The period asked for: 90 days at most, the last 90 days when nothing is said.

    Raises:
        ParameterInvalid: it is longer, or runs backwards.
    """
    end = end or (now if start is None else min(max(now, start), start + LONGEST_SPAN))
    start = start or end - LONGEST_SPAN
    if start > end:
        raise ParameterInvalid("La fin de la période précède son début.")
    if end - start > LONGEST_SPAN:
        raise ParameterInvalid("La période demandée dépasse 90\u00a0jours.")
    return start, end


def number(request: web.Request, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most`.

    Raises:
        ParameterInvalid: it is something else.
    """
    text = request.query.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most):
        raise ParameterInvalid(f"«\u00a0{name}\u00a0» doit être un nombre de 1 à {most}.")
    return int(text)


def _padded(text: str) -> str:
    """The same moment with seconds and a fraction."""
    text = text if text.count(":") == 2 else f"{text}:00"
    return text if "." in text else f"{text}.0"
