"""A hundred thousand requests over four years, written in one go: most closed, a hundredth duplicates."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from bot.requests.references import new_reference
from bot.requests.search_words import search_text
from bot.storage.database import Database
from bot.storage.tables import conversations, deliveries, request_history, service_requests, voices
from bot.territory.territory import Territory

COUNT = 100_000
RESIDENTS = 20_000
YEARS = timedelta(days=4 * 365)
STILL_OPEN = 0.04
CLOSED = ("resolu", "resolu", "resolu", "sans_suite", "hors_competence", "annule", "doublon")
OPEN = ("recu", "transmis", "planifie", "en_cours", "rouvert")


def fill(database: Database, territory: Territory, now: datetime, chance: random.Random) -> None:
    """Write the requests with their first voice, history and delivery."""
    requests = sorted((_request(territory, now, chance) for _ in range(COUNT)), key=itemgetter("requested_at"))
    owners = [f"web:bench-{chance.randrange(RESIDENTS)}" for _ in requests]
    with database.begin_now() as connection:
        connection.execute(conversations.insert(), [_conversation(number, now) for number in range(RESIDENTS)])
        connection.execute(service_requests.insert(), requests)
        pairs = [(row["reference"], row["requested_at"], owner) for row, owner in zip(requests, owners, strict=True)]
        connection.execute(voices.insert(), [_voice(*pair) for pair in pairs])
        connection.execute(request_history.insert(), [_history(*pair) for pair in pairs])
        connection.execute(request_history.insert(), [_closing(row) for row in requests if row["closed_at"]])
        connection.execute(deliveries.insert(), [_delivery(reference, at) for reference, at, _ in pairs])
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # as autovacuum does in time


def _request(territory: Territory, now: datetime, chance: random.Random) -> dict[str, Any]:
    at = now - chance.random() * YEARS
    status = chance.choice(OPEN if chance.random() < STILL_OPEN else CLOSED)
    closed_at = None if status in OPEN else at + timedelta(days=chance.uniform(1, 40))
    service = chance.choice(list(territory.services.values()))
    reference, address = new_reference(), f"{chance.randrange(1, 150)} rue des Lilas, 96380 Belrive"
    description = "un problème devant le portail, depuis trois jours"
    return {
        "reference": reference,
        "status": status,
        "service_code": service.code,
        "description": description,
        "address": address,
        "search_text": search_text(reference, service.name, description, address),
        "latitude": chance.gauss(territory.centre.lat, 0.007),
        "longitude": chance.gauss(territory.centre.lon, 0.011),
        "inside": True,
        "attributes": {},
        "media": [],
        "channel": "web",
        "agency": territory.departments[service.department].name,
        "requested_at": at,
        "updated_at": closed_at or at,
        "expected_at": at + timedelta(days=14),
        "closed_at": closed_at,
    }


def _conversation(number: int, now: datetime) -> dict[str, Any]:
    times = {"created_at": now, "updated_at": now}
    return {"id": f"web:bench-{number}", "channel": "web", "owner": "assistant", "turns": 3, **times}


def _voice(reference: str, at: datetime, owner: str) -> dict[str, Any]:
    return {"reference": reference, "conversation_id": owner, "created_at": at}


def _history(reference: str, at: datetime, owner: str) -> dict[str, Any]:
    line = {"kind": "creation", "by": "habitant", "text": "Demande enregistrée.", "conversation_id": owner}
    return {"reference": reference, "at": at, **line}


def _closing(row: dict[str, Any]) -> dict[str, Any]:
    line = {"kind": row["status"], "by": "Claire", "text": "Rebouché ce matin."}
    return {"reference": row["reference"], "at": row["closed_at"], **line}


def _delivery(reference: str, at: datetime) -> dict[str, Any]:
    state = {"state": "delivered", "attempts": 1, "next_at": at}
    return {"reference": reference, "department": "voirie", "destination": "desk", **state}
