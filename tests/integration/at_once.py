"""Two processes that write at once in PostgreSQL: the second begins while the first is about to commit."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.database import Database

PATIENCE_SECONDS = 20
SOMEBODY_WAITS = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")

Work = Callable[[Database], Any]


def at_once(database: Database, first: Work, second: Work) -> tuple[Any, Any]:
    """What each work gives, or the error that it ends in; each has connections of its own."""
    other = Database(database.engine.url.render_as_string(hide_password=False))
    is_writing = Event()

    def hold(connection: Connection) -> None:
        if "changed" not in connection.info:
            return
        is_writing.set()
        until = time.monotonic() + PATIENCE_SECONDS
        with other.engine.connect() as look:
            while not look.execute(SOMEBODY_WAITS).scalar_one() and time.monotonic() < until:
                time.sleep(0.01)

    sa.event.listen(database.engine, "commit", hold)
    with ThreadPoolExecutor() as threads:
        one = threads.submit(first, database)
        assert is_writing.wait(PATIENCE_SECONDS)
        two = threads.submit(second, other)
        ends = _end(one), _end(two)
    sa.event.remove(database.engine, "commit", hold)
    other.close()
    return ends


def _end(work: Future[Any]) -> Any:
    return work.exception() or work.result()
