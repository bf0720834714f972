"""Pages on conversations: those that wait for a person, and one of them with its transcript."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy.engine import Connection

from bot.conversations import conversation as owners
from bot.conversations.conversation import (
    AGENT,
    ASSISTANT,
    AlreadyTaken,
    Conversation,
    ConversationUnknown,
    get_conversation,
    waiting_conversations,
)
from bot.conversations.outgoing import Reply, say
from bot.conversations.sentences import sentence
from bot.conversations.transcript import transcript
from bot.errors import ParvisError
from connectors.desk.access import ACCOUNT
from connectors.desk.form import FormInvalid, read_form, text_field
from connectors.desk.page import render_page
from connectors.keys import TOWN


class NotYours(ParvisError):
    """Only the agent who holds a conversation speaks in it and gives it back."""

    code = "conversation_non_prise"

    def __init__(self) -> None:
        super().__init__("Prenez d’abord la conversation\u00a0: une seule personne répond à la fois.")


async def list_conversations(request: web.Request) -> web.StreamResponse:
    """Those that wait, then those that an agent holds; the longest wait first."""
    town = request.app[TOWN]
    with town.database.read() as connection:
        found = waiting_conversations(connection)
        context = {
            "queue": [item for item in found if item.owner != AGENT],
            "taken": [item for item in found if item.owner == AGENT],
            "now": town.clock.now(),
        }
        return render_page(request, connection, "conversations.html", context)


async def show_conversation(request: web.Request) -> web.StreamResponse:
    """The transcript of one conversation."""
    return _shown(request)


async def take(request: web.Request) -> web.StreamResponse:
    """Have the agent answer from now on; the assistant is silent."""
    town, agent = request.app[TOWN], request[ACCOUNT].first_name
    try:
        async with town.database.begin() as connection:
            found, now = _access(connection, request), town.clock.now()
            owners.take(connection, found.id, agent, now)
            if found.agent != agent:
                say(connection, found.id, sentence("utter_agent_took", agent=agent), now)
    except AlreadyTaken as error:
        return _shown(request, error=error, status=409)
    raise web.HTTPSeeOther(f"/bureau/conversations/{found.id}")


async def answer(request: web.Request) -> web.StreamResponse:
    """Say the agent's words to the resident, signed with the first name."""
    town, fields = request.app[TOWN], await read_form(request)
    try:
        text = text_field(fields, "texte", "Votre message")
        if not text:
            raise FormInvalid("Écrivez d’abord votre réponse.")
        async with town.database.begin() as connection:
            found = _held(connection, request)
            author = f"{request[ACCOUNT].first_name}, mairie"
            say(connection, found.id, Reply(text), town.clock.now(), author)
    except (FormInvalid, NotYours) as error:
        return _shown(request, fields, error, status=409 if isinstance(error, NotYours) else 400)
    raise web.HTTPSeeOther(f"/bureau/conversations/{found.id}?fait=reponse#derniere")


async def give_back(request: web.Request) -> web.StreamResponse:
    """Hand the conversation back to the assistant, and say so to the resident."""
    town = request.app[TOWN]
    try:
        async with town.database.begin() as connection:
            found, now = _held(connection, request), town.clock.now()
            owners.give_back(connection, found.id, now)
            say(connection, found.id, sentence("utter_given_back"), now)
    except NotYours as error:
        return _shown(request, error=error, status=409)
    raise web.HTTPSeeOther("/bureau/conversations?fait=rendue")


def _access(connection: Connection, request: web.Request) -> Conversation:
    """The conversation that the address names, as long as it is a person's business.

    Raises:
        ConversationUnknown: there is none, or only the assistant is spoken to.
    """
    found = get_conversation(connection, request.match_info["conversation"])
    if found.owner == ASSISTANT:
        raise ConversationUnknown()
    return found


def _held(connection: Connection, request: web.Request) -> Conversation:
    """The conversation that the address names, held by the agent who asks.

    Raises:
        ConversationUnknown: see `_access`.
        NotYours: nobody holds it, or another agent.
    """
    found = _access(connection, request)
    if found.owner != AGENT or found.agent != request[ACCOUNT].first_name:
        raise NotYours()
    return found


def _shown(
    request: web.Request,
    fields: dict[str, str] | None = None,
    error: ParvisError | None = None,
    status: int = 200,
) -> web.StreamResponse:
    town = request.app[TOWN]
    with town.database.read() as connection:
        found = _access(connection, request)
        context = _context(connection, request, found, town.clock.now())
        return render_page(
            request, connection, "conversation.html", {**context, "fields": fields or {}, "error": error}, status
        )


def _context(connection: Connection, request: web.Request, found: Conversation, now: datetime) -> dict[str, Any]:
    return {
        "conversation": found,
        "lines": transcript(connection, found.id),
        "mine": found.owner == AGENT and found.agent == request[ACCOUNT].first_name,
        "now": now,
    }
