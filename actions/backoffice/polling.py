"""Polling: news of each request that a destination has, where it must be asked for one by one.

A state is news when it differs from what was seen before: what a resident reopened here may long stay settled
over there. The states seen are the mark of a fetch.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from actions.backoffice.adapter import DeliveryError, DeliveryRefused, Fetched, Sent, Update
from bot.requests.lifecycle import REOPENED

AT_ONCE = 10

log = structlog.get_logger()


@dataclass(frozen=True)
class Seen:
    """What one request looks like over there: its state, what this state says here, and what else was said."""

    state: str
    change: Update | None = None
    words: Sequence[Update] = ()


Ask = Callable[[Sent], Awaitable[Seen]]


async def poll(sent: Sequence[Sent], mark: str | None, ask: Ask) -> Fetched:
    """The news of all that can be read: what was deleted over there, or is broken, holds up nothing else.

    When a whole group cannot be read, the destination is taken to be down, and the rest waits for the next time.
    """
    before = _states(mark)
    states = {one.external_id: before[one.external_id] for one in sent if one.external_id in before}
    updates: list[Update] = []
    for start in range(0, len(sent), AT_ONCE):
        some = sent[start : start + AT_ONCE]
        answers = [
            (one, seen)
            for one, seen in zip(some, await asyncio.gather(*(_seen(one, ask) for one in some)), strict=True)
            if seen is not None
        ]
        for one, seen in answers:
            updates += [*seen.words, *_change(one, seen, before.get(one.external_id))]
            states[one.external_id] = seen.state
        if not answers:
            break
    return Fetched(updates, json.dumps(states))


def _states(mark: str | None) -> Mapping[str, str]:
    """What was seen before; nothing, when the mark is another kind of fetch's."""
    with suppress(ValueError):
        return dict(json.loads(mark or "{}"))
    return {}


def _change(sent: Sent, seen: Seen, before: str | None) -> list[Update]:
    """What the state says, when it is news; the first state seen of a reopened request may be the old one."""
    if seen.change is None or seen.state == before or (before is None and sent.status == REOPENED):
        return []
    return [seen.change] if seen.change.text or seen.change.status != sent.status else []


async def _seen(sent: Sent, ask: Ask) -> Seen | None:
    """What one request looks like, None when its destination does not tell."""
    try:
        return await ask(sent)
    except DeliveryRefused:
        return Seen("")  # deleted over there
    except DeliveryError as error:
        log.warning("news_not_read", reference=sent.reference, reason=str(error))
    except Exception as error:
        log.error("news_broke", reference=sent.reference, error=type(error).__name__, exc_info=True)
    return None
