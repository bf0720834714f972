"""Errands: at most one task for each chat, so that a slow chat holds nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog

from connectors.telegram.outage import told

log = structlog.get_logger()


class Errands:
    """Tasks by conversation. A failure is logged and ends only its own task."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def busy(self) -> Collection[str]:
        """Conversations with a task under way."""
        return self._tasks.keys()

    def start(self, conversation_id: str, work: Awaitable[None], then: Callable[[], None]) -> None:
        """Begin a conversation's task; `then` is called when the conversation is free again."""
        self._tasks[conversation_id] = asyncio.ensure_future(self._run(conversation_id, work, then))

    async def finish(self) -> None:
        """Wait until all tasks are done."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def abandon(self) -> None:
        """Stop all tasks; what they had not finished is found again at the next start."""
        for task in self._tasks.values():
            task.cancel()
        await self.finish()

    async def _run(self, conversation_id: str, work: Awaitable[None], then: Callable[[], None]) -> None:
        try:
            await work
        except Exception as error:
            log.error("telegram_errand_failed", **told(error))
        finally:
            del self._tasks[conversation_id]
            then()
