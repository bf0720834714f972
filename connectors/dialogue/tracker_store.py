"""The tracker store: an append-only log of events, written in the turn's own transaction.

Trackers stay live in memory between turns. A live tracker is used only when it has seen as many
events as the log holds, so another process's turn or an undone one is never overlooked. The log is
cut now and then to what the next turn needs (slots and the open form), so that a turn costs the same
after a hundred messages as after five; what was said is kept elsewhere (inbox and outgoing).
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection

from bot.storage.tables import tracker_events

MOST_LIVE = 2000
MOST_EVENTS = 40
MOST_SAID = 8

# Each turn runs these: built once, since building a statement and its cache key takes longer than running it.
_OF_CONVERSATION = tracker_events.c.conversation_id == sa.bindparam("conversation")
_LAST = sa.select(sa.func.max(tracker_events.c.position)).where(_OF_CONVERSATION)
_LOG = sa.select(tracker_events.c.event).where(_OF_CONVERSATION).order_by(tracker_events.c.position)
_APPEND = tracker_events.insert()
_EMPTY = tracker_events.delete().where(_OF_CONVERSATION)


@dataclass
class _Storing:
    """The transaction of a turn, and whether the live tracker was held against the log in it."""

    connection: Connection
    is_fresh: bool = False


_storing: ContextVar[_Storing] = ContextVar("tracker_storing")


@contextmanager
def storing(connection: Connection) -> Iterator[None]:
    """Have the tracker of one conversation read and written on this connection, inside the `with` block."""
    token = _storing.set(_Storing(connection))
    try:
        yield
    finally:
        _storing.reset(token)


class EventLogTrackerStore(TrackerStore):  # type: ignore[misc]
    """Trackers over the table `tracker_events`."""

    def __init__(self) -> None:
        super().__init__(domain=None)
        self._live: OrderedDict[str, tuple[int, DialogueStateTracker]] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of a conversation, None for a new one."""
        storing = _storing.get()
        known, tracker = self._live.get(sender_id, (-1, None))
        if storing.is_fresh:
            return tracker
        storing.is_fresh = True
        length = _length(storing.connection, sender_id)
        if known == length:
            return tracker
        if length:
            return self._reload(sender_id)
        self.forget(sender_id)
        return None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what the tracker learnt since the log was last written."""
        connection, sender_id = _storing.get().connection, tracker.sender_id
        length = _length(connection, sender_id)
        if length < self._live.get(sender_id, (0, None))[0]:
            # the resident had everything erased in this turn: nothing of it may be written again
            tracker = self._tracker(sender_id, list(_beginning()))
        if len(tracker.events) > MOST_EVENTS:
            connection.execute(_EMPTY, {"conversation": sender_id})
            tracker, length = self._cut(tracker), 0
        _append(connection, sender_id, length, list(islice(tracker.events, length, None)))
        self._keep(sender_id, len(tracker.events), tracker)

    def forget(self, sender_id: str) -> None:
        """Drop the live tracker: its turn was undone."""
        self._live.pop(sender_id, None)

    def _reload(self, sender_id: str) -> DialogueStateTracker:
        rows = _storing.get().connection.execute(_LOG, {"conversation": sender_id})
        events = [Event.from_parameters(json.loads(row.event)) for row in rows]
        tracker = self._tracker(sender_id, [event for event in events if event is not None])
        self._keep(sender_id, len(tracker.events), tracker)
        return tracker

    def _cut(self, tracker: DialogueStateTracker) -> DialogueStateTracker:
        return self._tracker(tracker.sender_id, list(_essence(tracker)))

    def _tracker(self, sender_id: str, events: list[Event]) -> DialogueStateTracker:
        domain: Domain = self.domain
        return DialogueStateTracker.from_events(sender_id, events, domain.slots, domain=domain)

    def _keep(self, sender_id: str, length: int, tracker: DialogueStateTracker) -> None:
        self._live[sender_id] = (length, tracker)
        self._live.move_to_end(sender_id)
        if len(self._live) > MOST_LIVE:
            self._live.popitem(last=False)


def _essence(tracker: DialogueStateTracker) -> Iterator[Event]:
    """Events that bring a new tracker to the state this one is in between two turns."""
    yield from _beginning()
    # What was said lately, which is not to be said again in the same words; the last turn apart.
    before, last = _said(tracker)
    yield from before[-MOST_SAID:]
    yield ActionExecuted(ACTION_LISTEN_NAME)
    yield from last
    yield ActionExecuted(ACTION_LISTEN_NAME)
    if tracker.active_loop_name:
        yield ActiveLoop(tracker.active_loop_name)
    for name, slot in tracker.slots.items():
        if slot.value is not None:
            yield SlotSet(name, slot.value)


def _said(tracker: DialogueStateTracker) -> tuple[list[Event], list[Event]]:
    """What the assistant said before the last message, and since."""
    before: list[Event] = []
    last: list[Event] = []
    for event in tracker.events:
        if isinstance(event, UserUttered):
            before, last = [*before, *last], []
        elif isinstance(event, BotUttered):
            last.append(event)
    return before, last


def _beginning() -> Iterator[Event]:
    """Events of a conversation in which nothing was said yet."""
    yield ActionExecuted(ACTION_SESSION_START_NAME)
    yield SessionStarted()
    yield ActionExecuted(ACTION_LISTEN_NAME)


def _length(connection: Connection, sender_id: str) -> int:
    last = connection.execute(_LAST, {"conversation": sender_id}).scalar()
    return 0 if last is None else int(last) + 1


def _append(connection: Connection, sender_id: str, start: int, events: list[Event]) -> None:
    rows: list[dict[str, Any]] = [
        {"conversation_id": sender_id, "position": start + index, "event": _written(event)}
        for index, event in enumerate(events)
    ]
    if rows:
        connection.execute(_APPEND, rows)


def _written(event: Event) -> str:
    return json.dumps(event.as_dict(), ensure_ascii=False)
