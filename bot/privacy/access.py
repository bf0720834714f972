"""Access (article 15 of the GDPR): everything that is kept of one conversation, in plain words or as a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.conversation import get_conversation
from bot.conversations.remarks import list_remarks
from bot.privacy.retention import LIVES
from bot.requests.contacts import contacts_of
from bot.requests.lifecycle import STATUSES
from bot.requests.register import requests_of
from bot.requests.service_request import ServiceRequest
from bot.storage.tables import inbox, outgoing, request_history, satisfaction
from bot.territory.territory import Territory


@dataclass(frozen=True)
class Holding:
    """How much is kept of a resident. `contacts` are the e-mails and telephone numbers they gave."""

    messages: int
    requests: int
    contacts: tuple[str, ...]


def holding(connection: Connection, conversation_id: str) -> Holding:
    """How much is kept of the conversation."""
    counts = [
        connection.execute(
            sa.select(sa.func.count()).select_from(table).where(table.c.conversation_id == conversation_id)
        ).scalar_one()
        for table in (inbox, outgoing)
    ]
    own = own_references(connection, conversation_id)
    mine = [request for request in requests_of(connection, conversation_id) if request.reference in own]
    given = {text for request in mine for text in (request.contact or {}).values() if text}
    contacts = given.union(contacts_of(connection, conversation_id))
    return Holding(sum(counts), len(mine), tuple(sorted(contacts)))


def own_references(connection: Connection, conversation_id: str) -> set[str]:
    """References of the requests that the conversation made itself."""
    query = sa.select(request_history.c.reference).where(
        request_history.c.conversation_id == conversation_id, request_history.c.kind == "creation"
    )
    return {str(row.reference) for row in connection.execute(query)}


def data_file(connection: Connection, territory: Territory, conversation_id: str) -> str:
    """All that is kept of the conversation, as JSON with French names; times are the territory's.

    Raises:
        ConversationUnknown: there is no such conversation.
    """
    conversation = get_conversation(connection, conversation_id)

    def written(moment: datetime | None) -> str | None:
        return moment.astimezone(territory.timezone).isoformat(timespec="seconds") if moment else None

    own = own_references(connection, conversation_id)
    file = {
        "conversation": {"canal": conversation.channel, "depuis": written(conversation.created_at)},
        "vos messages": [
            {"le": written(row.received_at), **row.content}
            for row in connection.execute(_of(inbox, conversation_id, inbox.c.id))
        ],
        "nos messages": [
            {"le": written(row.created_at), "auteur": row.author, "texte": row.text}
            for row in connection.execute(_of(outgoing, conversation_id, outgoing.c.id))
        ],
        "vos demandes": [
            _request(territory, request, written, request.reference in own)
            for request in requests_of(connection, conversation_id)
        ],
        "vos ajouts": [
            {"le": written(row.at), "demande": row.reference, "texte": row.text}
            for row in connection.execute(_of(request_history, conversation_id, request_history.c.id))
        ],
        "vos avis": [
            {"demande": row.reference, "note": row.rating, "texte": row.words}
            for row in connection.execute(_of(satisfaction, conversation_id, satisfaction.c.reference))
        ],
        "vos idées et félicitations": [
            {"le": written(remark.created_at), "texte": remark.text}
            for remark in list_remarks(connection, conversation_id)
        ],
        "durées de conservation": {life.of: life.words for life in LIVES},
    }
    return json.dumps(file, ensure_ascii=False, indent=2)


def _request(territory: Territory, request: ServiceRequest, written: Any, is_own: bool) -> dict[str, Any]:
    """A request of theirs; of one that they follow, what everybody may know."""
    service = territory.services.get(request.service_code)
    known = {
        "numéro": request.reference,
        "sujet": service.name if service else request.service_code,
        "état": STATUSES[request.status].words,
        "envoyée le": written(request.requested_at),
    }
    if not is_own:
        return known
    own = {"lieu": request.place.words(), "description": request.description, "contact": request.contact}
    return {**known, **own, "réponses": dict(request.attributes), "photos": len(request.media)}


def _of(table: sa.Table, conversation_id: str, order: Any) -> Any:
    return sa.select(table).where(table.c.conversation_id == conversation_id).order_by(order)
