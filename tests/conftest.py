"""What tests share: a clock, a small database, and the demo town opened once."""

from __future__ import annotations

import os

os.environ.update({"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "LOG_LEVEL": "ERROR"})
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.logs import set_up_logs
from bot.storage.database import Database

set_up_logs("ERROR")

TUESDAY_MORNING = datetime(2026, 11, 24, 9, 15, tzinfo=timezone.utc)


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands at a Tuesday, 10:15 in Belrive."""
    return MovableClock(TUESDAY_MORNING)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database, up to date."""
    database = Database(f"sqlite:///{tmp_path / 'parvis.db'}")
    database.upgrade()
    yield database
    database.close()
