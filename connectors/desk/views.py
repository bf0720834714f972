"""How the desk writes what it shows: dates, waits, states and names, in French."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.conversations.outgoing import BY_ASSISTANT
from bot.conversations.remarks import CONGRATULATIONS, IDEA
from bot.conversations.transcript import RESIDENT
from bot.knowledge.dates import NBSP, full_date, hour, short_date
from bot.requests.deadlines import is_soon
from bot.requests.lifecycle import STATUSES
from connectors.town import Town

CHANNELS = {"web": "Site de la commune", "telegram": "Telegram", "georeport": "Open311"}
ON_CHANNELS = {"web": "sur le site de la commune", "telegram": "sur Telegram"}
DESTINATIONS = {"desk": "Bureau des agents", "email": "Courriel"}
DELIVERIES = {
    "waiting": "À remettre",
    "sending": "Remise en cours",
    "delivered": "Remise",
    "withdrawn": "Retirée",
    "dead": "Abandonnée après plusieurs essais",
}
EVENTS = {
    "creation": "Demande reçue",
    "voix": "Une autre personne la signale",
    "ajout": "Précision ajoutée",
    "contact": "Contact laissé par une personne qui la suit",
    "reponse": "Message du service à l’habitant",
    "note": "Note interne du service",
    "correction": "Demande corrigée",
    "date_prevue": "Nouvelle date prévue",
    "effacement": "Données effacées",
    "reunion": "Doublon réuni",
    "separation": "Doublon séparé",
}
REMARKS = {IDEA: "Idée", CONGRATULATIONS: "Félicitations"}
PEOPLE = {RESIDENT: "Habitant", BY_ASSISTANT: "Assistant"}


def desk_filters(town: Town) -> dict[str, Callable[..., Any]]:
    """The filters of the desk's templates, by name."""
    return {
        "is_soon": lambda row, now: (
            row.expected_at is not None
            and STATUSES[row.status].open311 == "open"
            and is_soon(town.territory, row.service_code, row.expected_at, now)
        ),
        "day": lambda moment: _day(town, moment),
        "date": short_date,
        "moment": lambda moment: _moment(town, moment),
        "since": lambda moment: duration(town.clock.now() - moment),
        "service": lambda code: town.territory.services[code].name if code in town.territory.services else code,
        "status": status_words,
        "event": lambda kind: EVENTS.get(kind) or status_words(kind),
        "is_open": lambda code: STATUSES[code].open311 == "open",
        "channel": lambda code: CHANNELS.get(code, code),
        "on_channel": lambda code: ON_CHANNELS.get(code, code),
        "destination": lambda code: DESTINATIONS.get(code, code),
        "delivery": lambda code: DELIVERIES.get(code, code),
        "remark": lambda kind: REMARKS.get(kind, kind),
        "person": lambda name: PEOPLE.get(name, name),
    }


def status_words(code: str) -> str:
    """The state as the resident reads it."""
    return STATUSES[code].words if code in STATUSES else code


def duration(length: timedelta) -> str:
    """« moins d’une minute », « 12 min », « 1 h 05 », « 3 jours »."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "moins d’une minute"
    if minutes < 60:
        return f"{minutes}{NBSP}min"
    if minutes < 24 * 60:
        return f"{minutes // 60}{NBSP}h{NBSP}{minutes % 60:02}"
    days = minutes // (24 * 60)
    return f"{days}{NBSP}jour{'s' if days > 1 else ''}"


def _day(town: Town, moment: datetime) -> str:
    """5 octobre."""
    return short_date(_local(town, moment).date(), _local(town, town.clock.now()).date())


def _moment(town: Town, moment: datetime) -> str:
    """lundi 5 octobre à 14 h 32."""
    local, today = _local(town, moment), _local(town, town.clock.now()).date()
    if local.date() == today:
        return f"aujourd’hui à {hour(local.time())}"
    return f"{full_date(local.date(), today)} à {hour(local.time())}"


def _local(town: Town, moment: datetime) -> datetime:
    return moment.astimezone(town.territory.timezone)
