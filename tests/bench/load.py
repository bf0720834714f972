"""Conversations held at once with a system, and what was seen of it from outside."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.bench.conversation import TURNS, is_right

ROUNDS = {1: 6, 8: 3, 64: 2}
"""Conversations held one after another by each resident, by the number of residents at once."""


class Speaker(Protocol):
    """One resident in one conversation."""

    async def open(self) -> None:
        """Begin a conversation."""
        ...

    async def say(self, text: str) -> Sequence[str]:
        """Say something; the texts of the replies, none when no reply came in time."""
        ...

    async def close(self) -> None:
        """Leave the conversation."""
        ...


@dataclass(frozen=True)
class Turn:
    """One turn seen from outside. Times in seconds."""

    seconds: float
    is_lost: bool
    is_wrong: bool


@dataclass(frozen=True)
class Load:
    """What a system did under a number of conversations at once. Times in milliseconds."""

    conversations: int
    turns: int
    turns_per_second: float
    p50: float
    p95: float
    lost: int
    wrong: int


async def hold(new_speaker: Callable[[], Speaker], at_once: int, rounds: int) -> Load:
    """Hold `at_once` conversations at once, `rounds` times."""
    started = time.perf_counter()
    held = await asyncio.gather(*(_hold_in_turn(new_speaker, rounds) for _ in range(at_once)))
    seconds = time.perf_counter() - started
    return _summary(at_once, [turn for turns in held for turn in turns], seconds)


def best(loads: Sequence[Load]) -> Load:
    """The fastest of several measures of the same thing, with every answer lost or wrong in any of them."""
    fastest = max(loads, key=lambda load: load.turns_per_second)
    lost, wrong = sum(load.lost for load in loads), sum(load.wrong for load in loads)
    return Load(**{**vars(fastest), "lost": lost, "wrong": wrong})


def percentile(values: Sequence[float], share: float) -> float:
    """The value under which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _summary(at_once: int, turns: Sequence[Turn], seconds: float) -> Load:
    times = [turn.seconds * 1000 for turn in turns]
    return Load(
        conversations=at_once,
        turns=len(turns),
        turns_per_second=len(turns) / seconds,
        p50=statistics.median(times),
        p95=percentile(times, 0.95),
        lost=sum(turn.is_lost for turn in turns),
        wrong=sum(turn.is_wrong for turn in turns),
    )


async def _hold_in_turn(new_speaker: Callable[[], Speaker], rounds: int) -> list[Turn]:
    turns: list[Turn] = []
    for _ in range(rounds):
        turns += await _hold_one(new_speaker())
    return turns


async def _hold_one(speaker: Speaker) -> list[Turn]:
    await speaker.open()
    try:
        return [await _take(speaker, index, text) for index, text in enumerate(TURNS)]
    finally:
        await speaker.close()


async def _take(speaker: Speaker, index: int, text: str) -> Turn:
    started = time.perf_counter()
    replies = await speaker.say(text)
    seconds = time.perf_counter() - started
    return Turn(seconds, is_lost=not replies, is_wrong=bool(replies) and not is_right(index, replies))
