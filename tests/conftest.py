"""What tests share: a clock, an empty database of either kind, and the demo town opened once."""

from __future__ import annotations

import os

os.environ.update({"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "LOG_LEVEL": "ERROR"})
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
import structlog
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.logs import set_up_logs
from bot.places.index import PlaceIndex
from bot.places.territory_index import ensure_index
from bot.settings import DEMO_TERRITORY
from bot.storage.database import Database
from bot.territory.territory import Territory, load_territory
from tests.postgres import empty, running_postgres

set_up_logs("ERROR")

LONGEST_NAME = 100
TUESDAY_MORNING = datetime(2026, 11, 24, 9, 15, tzinfo=timezone.utc)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case by the beginning of a value that is long: some are whole files."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_NAME:
        return f"{val[:20]!r} and {len(val) - 20} more"
    return None


@pytest.fixture(autouse=True)
def _usual_logs() -> Iterator[None]:
    """Set logs back after a command that set them up on its own output, which is closed with it."""
    usual = structlog.get_config()
    yield
    structlog.configure(**usual)


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands at a Tuesday, 10:15 in Belrive."""
    return MovableClock(TUESDAY_MORNING)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL base."""
    with running_postgres() as url:
        yield url


@pytest.fixture
def database_kind() -> str:
    """What the database is; tests say otherwise."""
    return "sqlite"


@pytest.fixture
def database(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database, up to date."""
    is_sqlite = database_kind == "sqlite"
    database = Database(f"sqlite:///{tmp_path / 'parvis.db'}" if is_sqlite else request.getfixturevalue("postgres"))
    if not is_sqlite:
        empty(database)
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """One transaction, which is where all the work of a turn takes place."""
    with database.begin_now() as connection:
        yield connection


@pytest.fixture(scope="session")
def belrive() -> Territory:
    """The demo commune."""
    return load_territory(DEMO_TERRITORY)


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> PlaceIndex:
    """The addresses of the demo commune."""
    return PlaceIndex.open(ensure_index(DEMO_TERRITORY, tmp_path_factory.mktemp("places")))
