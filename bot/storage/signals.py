"""Signals: what a committed transaction changed, told to the tasks of this process.

A signal only wakes: whoever hears it reads the database, which alone is the truth. Other
processes are found by polling, so a lost signal costs time and never a message.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable


class Signals:
    """Topics with subscribers; each subscriber is an event that a publication sets."""

    def __init__(self) -> None:
        self._subscribers: defaultdict[tuple[str, str], set[asyncio.Event]] = defaultdict(set)

    def subscribe(self, topic: str, key: str = "") -> asyncio.Event:
        """An event set at each change of `topic` (about `key`, when one is given)."""
        event = asyncio.Event()
        self._subscribers[topic, key].add(event)
        return event

    def unsubscribe(self, event: asyncio.Event, topic: str, key: str = "") -> None:
        """Forget a subscriber."""
        self._subscribers[topic, key].discard(event)
        if not self._subscribers[topic, key]:
            del self._subscribers[topic, key]

    def publish(self, changes: Iterable[tuple[str, str]]) -> None:
        """Wake the subscribers of each change, and those of its topic as a whole."""
        for topic, key in changes:
            for name in {(topic, key), (topic, "")}:
                for event in self._subscribers.get(name, ()):
                    event.set()


async def heard(event: asyncio.Event, seconds: float) -> None:
    """Wait for a signal, `seconds` at most, and be ready for the next one."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    event.clear()
