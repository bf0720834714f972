"""Polling: news of each request that a destination has, where it must be asked for one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from actions.backoffice.adapter import DeliveryError, DeliveryRefused, Sent, Update

AT_ONCE = 10

log = structlog.get_logger()

Ask = Callable[[Sent], Awaitable[Sequence[Update]]]


async def poll(sent: Sequence[Sent], ask: Ask) -> list[Update]:
    """The news of all that can be read: what was deleted over there, or is broken, holds up nothing else.

    When a whole group cannot be read, the destination is taken to be down, and the rest waits for the next time.
    """
    updates: list[Update] = []
    for start in range(0, len(sent), AT_ONCE):
        answers = await asyncio.gather(*(_heard(one, ask) for one in sent[start : start + AT_ONCE]))
        updates += [update for answer in answers for update in answer or ()]
        if all(answer is None for answer in answers):
            break
    return updates


async def _heard(sent: Sent, ask: Ask) -> Sequence[Update] | None:
    """What is said of one request, None when its destination does not answer."""
    try:
        return await ask(sent)
    except DeliveryRefused:
        return ()
    except DeliveryError as error:
        log.warning("news_not_read", reference=sent.reference, reason=str(error))
        return None
