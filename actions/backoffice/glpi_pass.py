"""A pass: what GLPI gives to who has shown its credentials, a session or a token, until it forgets it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Pass:
    """Kept and used by all calls; whoever finds it lost has it asked for again, once for all."""

    def __init__(self, ask: Callable[[], Awaitable[str]]) -> None:
        self._ask = ask
        self._held: str | None = None
        self._asking = asyncio.Lock()

    async def other_than(self, lost: str | None = None) -> str:
        """The pass, which is not the lost one.

        Raises:
            DeliveryFailed, DeliveryRefused: GLPI gives none.
        """
        async with self._asking:
            if self._held in (None, lost):
                self._held = await self._ask()
            return self._held
