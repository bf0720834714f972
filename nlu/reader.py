"""The understanding in a process of its own: it reads on one core while the dialogue goes on on another.

One JSON object a line each way: {"text": ...} down, what the pipeline sets on the message up, in the same order.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import signal
import sys
from collections import OrderedDict, deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from nlu.parsing import Parser

Reading = dict[str, Any]

_MOST_FORESEEN = 64
_LONGEST_LINE = 2**22
_TRIES = 2
_PAUSE_SECONDS = 0.5


class ReaderLost(Exception):
    """The process failed on this text, or ended each time that it read it."""


class _Asked(NamedTuple):
    text: str
    answer: asyncio.Future[Reading]
    tries: int


class Reader:
    """Reads texts in the order they are asked for; a process that ends is replaced, and asked again."""

    def __init__(self) -> None:
        self._waiting: deque[_Asked] = deque()
        self._foreseen: OrderedDict[str, asyncio.Future[Reading]] = OrderedDict()
        self._process: asyncio.subprocess.Process | None = None
        self._running: asyncio.Task[None] | None = None

    async def start(self, model: Path) -> None:
        """Start the process with a model; what is asked before it is ready waits for it."""
        await self._launch(model)
        self._running = asyncio.create_task(self._run(model))

    async def stop(self) -> None:
        """End the process; what is still waited for is cancelled."""
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
        for asked in self._waiting:
            asked.answer.cancel()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    def foresee(self, text: str) -> None:
        """Begin to read a resident's text that will soon be asked, if the process is there."""
        text = never_command(text)
        if self._process is not None and text not in self._foreseen:
            self._foreseen[text] = self._ask(_Asked(text, asyncio.get_running_loop().create_future(), 1))
            if len(self._foreseen) > _MOST_FORESEEN:
                self._foreseen.popitem(last=False)

    async def read(self, text: str) -> Reading:
        """What the pipeline sets on a message of this text.

        Raises:
            ReaderLost: see there.
        """
        foreseen = self._foreseen.pop(text, None)
        return await (foreseen or self._ask(_Asked(text, asyncio.get_running_loop().create_future(), 1)))

    def _ask(self, asked: _Asked) -> asyncio.Future[Reading]:
        self._waiting.append(asked)
        self._write(asked.text)
        return asked.answer

    def _write(self, text: str) -> None:
        assert self._process is not None and self._process.stdin is not None, "The reader was not started."
        if not self._process.stdin.is_closing():  # else the process that follows is asked
            self._process.stdin.write(json.dumps({"text": text}).encode() + b"\n")

    async def _launch(self, model: Path) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", __name__, str(model)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )

    async def _run(self, model: Path) -> None:
        while True:
            await self._hear()
            await asyncio.sleep(_PAUSE_SECONDS)
            await self._launch(model)
            self._ask_again()

    async def _hear(self) -> None:
        """Hand out the answers, until the process ends."""
        assert self._process is not None and self._process.stdout is not None
        async for line in self._process.stdout:
            answer, reading = self._waiting.popleft().answer, json.loads(line)
            if not answer.done():
                answer.set_exception(ReaderLost()) if reading is None else answer.set_result(reading)
        await self._process.wait()

    def _ask_again(self) -> None:
        """Ask the new process for all that the last one left, save a text that ended two."""
        left, self._waiting = self._waiting, deque()
        for place, asked in enumerate(left):
            tries = asked.tries + (place == 0)
            if tries > _TRIES:
                asked.answer.set_exception(ReaderLost())
            elif not asked.answer.cancelled():
                self._ask(asked._replace(tries=tries))


def never_command(text: str) -> str:
    """The text as data: Rasa takes one that begins with a slash for a command."""
    return text.strip().lstrip("/\\").strip() or "."


def main(model: str) -> None:
    """Read the texts of the standard input until it ends, whatever the signals: the server is the one to stop."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    from nlu.parsing import Parser

    with contextlib.redirect_stdout(sys.stderr):  # what a library prints is no answer
        parser = Parser.load(Path(model))
        parser.reading("bonjour")
        gc.collect()
        gc.freeze()
        for line in sys.stdin.buffer:
            answer = json.dumps(_read(parser, json.loads(line)["text"]))
            print(answer, file=sys.__stdout__, flush=True)


def _read(parser: Parser, text: str) -> Reading | None:
    """The reading; None when the pipeline fails on this text, which no log may hold."""
    try:
        return parser.reading(text)
    except Exception as error:
        print(f"reading_failed: {type(error).__name__}", file=sys.stderr)
        return None


if __name__ == "__main__":
    main(sys.argv[1])
