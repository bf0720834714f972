"""A program that the bench starts and surely stops, with all that it starts itself."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.settings import ROOT
from tests.bench.workplace import BENCH

PATIENCE_SECONDS = 20


class ProgramFailed(Exception):
    """A program ended, or did not do its work in time; its log says why."""


class Program:
    """A running program. It has a session of its own, so that its children are known and stopped with it."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.log = BENCH / f"{name}.log"
        self._log = self.log.open("wb")
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=self._log, stderr=subprocess.STDOUT, start_new_session=True
        )

    def check(self) -> None:
        """Raise ProgramFailed when the program has ended."""
        if self._process.poll() is not None:
            raise ProgramFailed(f"{self.log.name}: ended with {self._process.returncode}, see {self.log}")

    def wait(self, seconds: float) -> None:
        """Wait for the end of the program; raise ProgramFailed when it fails or lasts longer."""
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise ProgramFailed(f"{self.log.name}: not done in {seconds:.0f} s, see {self.log}") from error
        if status:
            raise ProgramFailed(f"{self.log.name}: ended with {status}, see {self.log}")

    def megabytes(self) -> float:
        """Resident memory of the program and of its children."""
        return sum(_resident_kilobytes(process) for process in _session(self._process.pid)) / 1024

    def stop(self) -> None:
        """Ask the program to stop, then make it and its children."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE_SECONDS)
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._log.close()

    def _signal(self, request: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, request)


@contextmanager
def running(name: str, command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Program]:
    """A program that runs inside the `with` block."""
    program = Program(name, command, environment)
    try:
        yield program
    finally:
        program.stop()


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _session(leader: int) -> Iterator[Path]:
    """The /proc folders of the processes of a session; none where there is no /proc."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(fields[3]) == leader:
            yield folder


def _resident_kilobytes(process: Path) -> int:
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)
