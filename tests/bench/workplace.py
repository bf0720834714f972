"""Where the bench works: the project, its own folder under var/, and the environment of what it starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.settings import ROOT

BENCH = ROOT / "var" / "bench"
STOCK = ROOT / "nlu" / "evaluation" / "stock"
PYTHON = (sys.executable, "-W", "ignore", "-m")

_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "OPENBLAS_NUM_THREADS": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PARVIS_LOG_LEVEL": "WARNING",
}


def environment(**values: object) -> dict[str, str]:
    """The environment for a program: the caller's without the settings of a town, then `values`."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PARVIS_", "TELEGRAM_"))}
    return {**kept, **_QUIET, **{name: str(value) for name, value in values.items()}}


def fresh_database(name: str) -> Path:
    """The path of a SQLite file that does not exist."""
    BENCH.mkdir(parents=True, exist_ok=True)
    path = BENCH / f"{name}.db"
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return path
