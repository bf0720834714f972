"""A turn for actions that Rasa's own action server runs, without the engine of Parvis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from actions.turn import Turn
from bot.clock import SystemClock
from bot.conversations.conversation import open_conversation
from bot.knowledge.sheets.library import Library
from bot.places.index import PlaceIndex
from bot.places.territory_index import open_places
from bot.settings import read_settings
from bot.storage.database import Database
from bot.territory.territory import Territory, load_territory


@contextmanager
def stand_alone_turn(sender_id: str) -> Iterator[Turn]:
    """A turn in a transaction of its own; `rasa shell` names its senders without a channel."""
    database, territory, places, sheets = _town()
    conversation_id = sender_id if ":" in sender_id else f"shell:{sender_id}"
    with database.begin_now() as connection:
        now = SystemClock().now()
        open_conversation(connection, conversation_id, now)
        yield Turn(connection, territory, places, conversation_id, now, sheets)


@cache
def _town() -> tuple[Database, Territory, PlaceIndex, Library]:
    """What the environment names, opened once for the life of the action server."""
    settings = read_settings()
    database = Database(settings.database_url)
    database.upgrade()
    return database, load_territory(settings.territory), open_places(settings), Library(settings.sheets)
