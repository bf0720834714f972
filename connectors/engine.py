"""The engine: it claims conversations with waiting messages and answers them, one turn at a time each.

A turn is one transaction: the message is consumed, the dialogue moves, requests and replies are
written, all or nothing. A process killed in between leaves the message waiting, and whoever starts
next answers it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.engine import Connection

from actions.turn import Turn
from bot.clock import Clock
from bot.conversations import inbox
from bot.conversations.conversation import AGENT, ask_for_person, finish_turn, get_conversation
from bot.conversations.inbox import InboxMessage
from bot.conversations.outgoing import Reply, say
from bot.conversations.sentences import sentence
from bot.knowledge.sheets.library import Library
from bot.places.index import PlaceIndex
from bot.requests.links import Links
from bot.storage.database import Database
from bot.storage.signals import heard
from bot.territory.territory import Territory
from connectors.understanding import Understood, choices_for, danger, understand

if TYPE_CHECKING:
    from connectors.dialogue.agent import TownAgent

SWEEP_SECONDS = 2.0

log = structlog.get_logger()


class OvertakenError(Exception):
    """Another process dealt with the message first; this turn is undone."""


class Engine:
    """Answers the messages of one territory with one agent."""

    def __init__(
        self,
        database: Database,
        territory: Territory,
        places: PlaceIndex,
        agent: TownAgent,
        clock: Clock,
        sheets: Library | None = None,
        links: Links | None = None,
    ) -> None:
        self._database = database
        self._territory = territory
        self._places = places
        self._agent = agent
        self._clock = clock
        self._sheets, self._links = sheets, links
        self._busy: set[str] = set()

    async def run(self) -> None:
        """Answer messages as they come, until cancelled; the turns under way are then finished."""
        news, swept = self._database.signals.subscribe("inbox"), 0.0
        turns: set[asyncio.Task[None]] = set()
        waiting: Iterable[str] = ()
        try:
            while True:
                if time.monotonic() - swept >= SWEEP_SECONDS:
                    # What other processes received gives no signal here.
                    waiting, swept = self._waiting(), time.monotonic()
                for conversation_id in waiting:
                    task = asyncio.create_task(self.serve(conversation_id))
                    turns.add(task)
                    task.add_done_callback(turns.discard)
                waiting = await heard(news, SWEEP_SECONDS)
        finally:
            await asyncio.gather(*turns, return_exceptions=True)

    async def serve(self, conversation_id: str) -> None:
        """Answer all waiting messages of a conversation, in order."""
        if conversation_id in self._busy:
            return
        self._busy.add(conversation_id)
        try:
            while await self._turn(conversation_id):
                # Nobody waits for a conversation that says much: the others get their turn.
                await asyncio.sleep(0)
        finally:
            self._busy.discard(conversation_id)

    def _waiting(self) -> list[str]:
        with self._database.read() as connection:
            return inbox.conversations_to_serve(connection)

    async def _turn(self, conversation_id: str) -> bool:
        """Answer the oldest waiting message; whether another may wait."""
        try:
            return await self._answer(conversation_id)
        except OvertakenError:
            self._agent.trackers.forget(conversation_id)
        except Exception:
            self._agent.trackers.forget(conversation_id)
            await self._give_way(conversation_id)
        return True

    async def _answer(self, conversation_id: str) -> bool:
        with self._database.read() as connection:
            message = inbox.next_waiting(connection, conversation_id)
            if message is None:
                return False
            choices = choices_for(connection, conversation_id, message.content)
        understood = await understand(message.content, choices, self._agent.understand)
        async with self._database.begin() as connection:
            if not inbox.settle(connection, message):
                raise OvertakenError
            finish_turn(connection, conversation_id, self._clock.now())
            for reply in await self._replies(connection, message, understood):
                say(connection, conversation_id, reply, self._clock.now())
            return inbox.next_waiting(connection, conversation_id) is not None

    async def _replies(self, connection: Connection, message: InboxMessage, understood: Understood) -> list[Reply]:
        conversation = get_conversation(connection, message.conversation_id)
        if conversation.owner == AGENT:
            label = danger(message.content)
            return [sentence(f"utter_{label}")] if label else []
        town = (self._territory, self._places)
        turn = Turn(connection, *town, conversation.id, self._clock.now(), self._sheets, self._links)
        return await self._agent.answer(turn, understood, _metadata(message))

    async def _give_way(self, conversation_id: str) -> None:
        """Count the failure that is being handled; at the last one, say so and have a person read the message."""
        async with self._database.begin() as connection:
            message = inbox.next_waiting(connection, conversation_id)
            if message is None:
                return
            log.error("turn_failed", inbox_id=message.id, exc_info=True)
            if not inbox.note_failure(connection, message):
                return
            now = self._clock.now()
            finish_turn(connection, conversation_id, now)
            ask_for_person(connection, conversation_id, str(message.content.get("text", "")), now)
            label = danger(message.content)
            say(connection, conversation_id, sentence(f"utter_{label}" if label else "utter_failure"), now)


def _metadata(message: InboxMessage) -> dict[str, Any]:
    """What the message holds beside words, for the actions."""
    return {name: message.content[name] for name in ("location", "photo", "photo_position") if name in message.content}
