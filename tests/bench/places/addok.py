"""Addok 1.3 with its French plug-ins, from PyPI, in an environment and on a Redis of its own, on the same cases."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.bench.places.cases import Case
from tests.bench.places.country import Street
from tests.bench.places.measure import Answer, SearchFigures, figures
from tests.bench.workplace import BENCH

REQUIREMENTS = ("addok>=1.3,<1.4", "addok-fr", "addok-france")
_ENVIRONMENT = BENCH / "addok"
_HERE = Path(__file__).with_name("beside_addok")
_STARTING_SECONDS = 10.0


class AddokMissing(Exception):
    """Addok or Redis cannot be had on this machine; `str(error)` says which."""


def search_with_addok(streets: Sequence[Street], cases: Sequence[Case]) -> SearchFigures:
    """Imports the streets into addok and asks it every case; raises AddokMissing."""
    python = _installed()
    with _redis() as port:
        environment = os.environ | {
            "REDIS_PORT": str(port), "ADDOK_CONFIG_MODULE": str(_HERE / "settings.py"), "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        _import(streets, python, environment)
        lines = "".join(json.dumps(asdict(case)) + "\n" for case in cases)
        asked = _run([str(python), str(_HERE / "ask.py")], environment, lines)
    answers = [json.loads(line) for line in asked.splitlines()]
    return figures(cases, [_answer(first) for first, _ in answers], [seconds for _, seconds in answers])


def _answer(first: list[str]) -> Answer:
    return first[0], first[1]


def _installed() -> Path:
    """The Python of addok's environment, made the first time."""
    python = _ENVIRONMENT / "bin" / "python"
    if shutil.which("redis-server") is None:
        raise AddokMissing("redis-server is not installed (Debian: apt-get install redis-server)")
    if (_ENVIRONMENT / "bin" / "addok").exists():
        return python
    try:
        _run([sys.executable, "-m", "venv", str(_ENVIRONMENT)], dict(os.environ))
        _run([str(python), "-m", "pip", "install", "--quiet", *REQUIREMENTS], dict(os.environ))
    except subprocess.CalledProcessError as error:
        shutil.rmtree(_ENVIRONMENT, ignore_errors=True)
        raise AddokMissing(f"addok cannot be installed from PyPI: {error.stderr.strip().splitlines()[-1:]}") from None
    return python


def _import(streets: Sequence[Street], python: Path, environment: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "streets.sjson"
        with file.open("w", encoding="utf-8") as text:
            for document in _documents(streets):
                text.write(json.dumps(document) + "\n")
        command = str(python.with_name("addok"))
        _run([command, "batch", str(file)], environment)
        _run([command, "ngrams"], environment)


def _documents(streets: Sequence[Street]) -> Iterator[dict[str, object]]:
    """A document for each street with its numbers, and one for each commune, as the national base gives them."""
    communes = dict.fromkeys(street.commune for street in streets)
    for commune in communes:
        yield {
            "id": commune.citycode, "type": "municipality", "name": commune.name, "city": commune.name,
            "postcode": commune.postcode, "citycode": commune.citycode, "lat": commune.lat, "lon": commune.lon,
            "importance": 0.5,
        }  # fmt: skip
    for order, street in enumerate(streets):
        middle = street.numbers[len(street.numbers) // 2]
        yield {
            "id": f"{street.commune.citycode}_{order}", "type": "street", "name": street.name,
            "city": street.commune.name, "postcode": street.commune.postcode, "citycode": street.commune.citycode,
            "lat": middle[2], "lon": middle[3], "importance": 0.3,
            "housenumbers": {
                f"{number} {suffix}".strip(): {"lat": lat, "lon": lon} for number, suffix, lat, lon in street.numbers
            },
        }  # fmt: skip


@contextmanager
def _redis() -> Iterator[int]:
    """A Redis that keeps nothing on the disk, for the time of the measure; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < until:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AddokMissing("redis-server does not start")


def _run(command: list[str], environment: dict[str, str], given: str | None = None) -> str:
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=True)
    return done.stdout
