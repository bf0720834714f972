"""A page of the desk: its template, with what every page shows around it."""

from __future__ import annotations

from typing import Any

import aiohttp_jinja2
import sqlalchemy as sa
from aiohttp import web
from sqlalchemy.engine import Connection

from bot.conversations.conversation import QUEUE
from bot.requests.dead_letters import count_dead_letters
from bot.storage.tables import conversations
from connectors.desk.access import ACCOUNT
from connectors.keys import TOWN

NOTICES = {
    "statut": "Le nouvel état est enregistré. Les personnes qui suivent la demande en sont averties.",
    "renvoyer": "L’envoi repart.",
    "arrive": "L’envoi est noté comme arrivé.",
    "reunie": "Les deux demandes sont suivies ensemble. Les personnes concernées en sont averties.",
    "separee": "La demande est de nouveau suivie à part. Les personnes concernées en sont averties.",
    "deplacee": "Le lieu est corrigé. Le service et les personnes concernées en sont avertis.",
    "corrigee": "Le type est corrigé. Le service et les personnes concernées en sont avertis.",
    "date": "La nouvelle date est enregistrée. Les personnes concernées en sont averties.",
    "rendue": "La conversation est rendue à l’assistant.",
}


def render_page(
    request: web.Request, connection: Connection, template: str, context: dict[str, Any], status: int = 200
) -> web.StreamResponse:
    """The page, under the bar with the agent's name and the number of conversations that wait."""
    around = {
        "account": request[ACCOUNT],
        "commune": request.app[TOWN].territory.name,
        "waiting": _waiting(connection),
        "dead_letters": count_dead_letters(connection),
        "notice": NOTICES.get(request.query.get("fait", "")),
    }
    page: web.StreamResponse = aiohttp_jinja2.render_template(template, request, {**around, **context}, status=status)
    return page


def _waiting(connection: Connection) -> int:
    query = sa.select(sa.func.count()).select_from(conversations).where(conversations.c.owner == QUEUE)
    return int(connection.execute(query).scalar_one())
