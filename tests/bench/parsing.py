"""How long a message takes to be understood, by its length: one at a time, the dialogue left out."""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp

from bot.settings import ROOT
from tests.bench.load import percentile
from tests.bench.workplace import BENCH, PYTHON, environment

HELD_OUT = ROOT / "nlu" / "evaluation" / "held_out.jsonl"
LONGEST_WORDS = 60
SHORT, LONG, HUGE = "under 60 words", "1,000 characters", "100 kB"
REPLY_SECONDS = 60.0

Parse = Callable[[str], float]


@dataclass(frozen=True)
class Parsing:
    """Times of one kind of message, in milliseconds; None when no answer came in time."""

    p50: float | None
    p95: float | None


def messages() -> dict[str, list[str]]:
    """Texts that no model was trained on, by kind; the same ones at each run."""
    draw = random.Random(1)
    lines = HELD_OUT.read_text(encoding="utf-8").splitlines()
    texts = [str(json.loads(line)["text"]) for line in lines]
    short = [text for text in texts if len(text.split()) < LONGEST_WORDS]
    return {
        SHORT: draw.sample(short, 200),
        LONG: [_long(draw, texts, 1_000) for _ in range(20)],
        HUGE: [_long(draw, texts, 100_000) for _ in range(5)],
    }


def parse_with_parvis() -> dict[str, Parsing]:
    """Times of `parvis parse`, a line in and a line out."""
    with (
        (BENCH / "parse.log").open("wb") as log,
        subprocess.Popen(
            [*PYTHON, "bot", "parse"],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        ) as program,
    ):
        try:
            return _measure(lambda text: _ask(program, text))
        finally:
            program.kill()


async def parse_with_stock(port: int) -> dict[str, Parsing]:
    """Times of the stock server's /model/parse; a kind of message that it does not answer is left there."""
    timeout = aiohttp.ClientTimeout(total=REPLY_SECONDS)
    found: dict[str, Parsing] = {}
    async with aiohttp.ClientSession(timeout=timeout) as http:
        for kind, texts in messages().items():
            try:
                found[kind] = _summary([await _post(http, port, text) for text in [texts[0], *texts]][1:])
            except (aiohttp.ClientError, asyncio.TimeoutError):
                found[kind] = Parsing(None, None)
    return found


def _measure(parse: Parse) -> dict[str, Parsing]:
    """Times of each kind, after one message that does not count."""
    found: dict[str, Parsing] = {}
    for kind, texts in messages().items():
        parse(texts[0])
        found[kind] = _summary([parse(text) for text in texts])
    return found


def _summary(seconds: Sequence[float]) -> Parsing:
    return Parsing(statistics.median(seconds) * 1000, percentile(seconds, 0.95) * 1000)


def _ask(program: subprocess.Popen[bytes], text: str) -> float:
    assert program.stdin is not None and program.stdout is not None
    started = time.perf_counter()
    program.stdin.write(json.dumps({"text": text}).encode() + b"\n")
    program.stdin.flush()
    if not program.stdout.readline():
        raise EOFError("parvis parse ended, see var/bench/parse.log")
    return time.perf_counter() - started


async def _post(http: aiohttp.ClientSession, port: int, text: str) -> float:
    started = time.perf_counter()
    async with http.post(f"http://127.0.0.1:{port}/model/parse", json={"text": text}) as answer:
        answer.raise_for_status()
        await answer.json()
    return time.perf_counter() - started


def _long(draw: random.Random, texts: Sequence[str], length: int) -> str:
    """Messages one after another, cut at so many characters."""
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        parts.append(draw.choice(texts) + " ")
    return "".join(parts)[:length]
