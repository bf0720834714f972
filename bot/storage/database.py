"""The database: one engine, and transactions that announce what they changed after the commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from bot.errors import ParvisError
from bot.storage.signals import Signals

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 5000


class DatabaseError(ParvisError):
    """The database cannot be opened or brought up to date."""

    code = "base_de_donnees"


class Database:
    """Transactions on the database named by `url`.

    SQLite has one writer at a time: within the process an asyncio lock queues the writers,
    between processes `BEGIN IMMEDIATE` and the busy timeout do. A committed write is on
    disk (`synchronous=FULL`) before anybody is told of it.
    """

    def __init__(self, url: str) -> None:
        self.engine = _create_engine(url)
        self.signals = Signals()
        self._writer = asyncio.Lock() if self._is_sqlite else None

    @property
    def _is_sqlite(self) -> bool:
        return bool(self.engine.dialect.name == "sqlite")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        """A transaction that writes: committed on leaving, undone on an exception."""
        if self._writer is None:
            with self.begin_now() as connection:
                yield connection
            return
        async with self._writer:
            with self.begin_now() as connection:
                yield connection

    @contextmanager
    def begin_now(self) -> Iterator[Connection]:
        """The same transaction for a program without an event loop (the commands)."""
        with self.engine.connect() as connection:
            with connection.begin():
                yield connection
            self.signals.publish(connection.info.pop("changed", set()))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, beside any writer."""
        with self.engine.connect().execution_options(read_only=True) as connection, connection.begin():
            yield connection

    def upgrade(self) -> None:
        """Bring the tables to the newest migration.

        Raises:
            DatabaseError: the database cannot be reached or migrated.
        """
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        try:
            with self.engine.connect() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except sa.exc.SQLAlchemyError as error:
            raise DatabaseError("La base de données ne s’ouvre pas : vérifiez PARVIS_DATABASE_URL.") from error

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def changed(connection: Connection, topic: str, key: str = "") -> None:
    """Announce, once this transaction is committed, that `topic` has news about `key`."""
    connection.info.setdefault("changed", set()).add((topic, key))


def insert_new(connection: Connection, table: sa.Table, **values: object) -> bool:
    """Insert a row unless there is one of its key; False then.

    PostgreSQL waits here for another transaction that inserts the same, so that what is read next holds all
    that it wrote.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return bool(connection.execute(insert(table).values(**values).on_conflict_do_nothing()).rowcount)


def _create_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(url, future=True, pool_pre_ping=True, hide_parameters=True)
    path = sa.engine.make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        future=True,
        # An error would quote them, and they are residents' words.
        hide_parameters=True,
        poolclass=sa.pool.QueuePool,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(raw: Any, _record: Any) -> None:
    # SQLAlchemy emits BEGIN itself (below); the driver's own, late BEGIN is switched off.
    raw.isolation_level = None
    cursor = raw.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
