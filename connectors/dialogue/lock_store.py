"""The lock store: one asyncio lock for each conversation, in place of Rasa's polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.lock_store import LockStore


class AsyncioLockStore(LockStore):  # type: ignore[misc]
    """Queues the turns of a conversation in this process; the inbox does it between processes."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_limits: Any, **_options: Any) -> AsyncIterator[None]:
        """Hold the conversation."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            yield
