"""Signals: what a committed transaction changed, told to the tasks of this process.

A signal only wakes: whoever hears it reads the database, which alone is the truth. Other
processes are found by polling, so a lost signal costs time and never a message.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable


class News(asyncio.Event):
    """What a subscriber waits on: set at each change, with the keys of what changed."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: set[str] = set()


class Signals:
    """Topics with subscribers; a publication sets the news of each."""

    def __init__(self) -> None:
        self._subscribers: defaultdict[tuple[str, str], set[News]] = defaultdict(set)

    def subscribe(self, topic: str, key: str = "") -> News:
        """News of each change of `topic` (about `key`, when one is given)."""
        news = News()
        self._subscribers[topic, key].add(news)
        return news

    def unsubscribe(self, news: News, topic: str, key: str = "") -> None:
        """Forget a subscriber."""
        self._subscribers[topic, key].discard(news)
        if not self._subscribers[topic, key]:
            del self._subscribers[topic, key]

    def publish(self, changes: Iterable[tuple[str, str]]) -> None:
        """Wake the subscribers of each change, and those of its topic as a whole."""
        for topic, key in changes:
            for name in {(topic, key), (topic, "")}:
                for news in self._subscribers.get(name, ()):
                    news.keys.add(key)
                    news.set()


async def heard(news: News, seconds: float) -> set[str]:
    """Wait for a signal, `seconds` at most, and be ready for the next one; the keys of what changed meanwhile."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(news.wait(), seconds)
    news.clear()
    keys, news.keys = news.keys, set()
    return keys
