"""The turn in progress: what an action may read and write while it answers one message.

The engine opens a turn around each message, and everything an action writes joins the turn's
transaction. Under `rasa run actions` there is no engine: each action then opens a turn of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.engine import Connection

from bot.knowledge.dates import full_date, hour
from bot.knowledge.sheets.library import Library
from bot.places.index import PlaceIndex
from bot.requests.links import Links
from bot.territory.territory import Territory

Events = list[dict[str, Any]]


@dataclass
class Turn:
    """One message being answered. `now` is aware, in UTC; `sheets` and `links` are None without any."""

    connection: Connection
    territory: Territory
    places: PlaceIndex
    conversation_id: str
    now: datetime
    sheets: Library | None = None
    links: Links | None = None

    @property
    def local_now(self) -> datetime:
        """The time on the town hall's clock."""
        return self.now.astimezone(self.territory.timezone)


def until(turn: Turn, moment: datetime) -> str:
    """« le mardi 8 décembre », after « d’ici »; « 17 h aujourd’hui » on the day itself."""
    local = moment.astimezone(turn.territory.timezone)
    is_today = local.date() == turn.local_now.date()
    return f"{hour(local.time())} aujourd’hui" if is_today else at(turn, moment)


def at(turn: Turn, moment: datetime) -> str:
    """« le mardi 8 décembre », or « aujourd’hui, 17 h » on the day itself."""
    local, today = moment.astimezone(turn.territory.timezone), turn.local_now.date()
    if local.date() == today:
        return f"aujourd’hui, {hour(local.time())}"
    return f"le {full_date(local.date(), today)}"


_current: ContextVar[Turn] = ContextVar("turn")


@contextmanager
def entered(turn: Turn) -> Iterator[Turn]:
    """Make `turn` the one that actions see, inside the `with` block."""
    token = _current.set(turn)
    try:
        yield turn
    finally:
        _current.reset(token)


class TurnAction(Action, ABC):  # type: ignore[misc]
    """An action of Parvis: `act` answers within the turn in progress."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Rasa's entry point."""
        turn = _current.get(None)
        if turn is not None:
            return self.act(turn, dispatcher, tracker)
        from actions.stand_alone import stand_alone_turn  # only needed without an engine

        with stand_alone_turn(tracker.sender_id) as turn:
            return self.act(turn, dispatcher, tracker)

    @abstractmethod
    def act(self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Answer, and return the events that the tracker is to keep."""
