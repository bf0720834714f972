from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.conversations.remarks import list_remarks
from bot.privacy.access import holding
from bot.privacy.purge import purge
from bot.requests.register import get_request, set_status
from bot.storage.database import Database
from bot.territory import Territory
from tests.unit.privacy.conftest import RESIDENT, SECRET
from tests.unit.privacy.conftest import reference as recorded

NOTHING = {"messages": 0, "contacts": 0, "demandes (description et photos)": 0, "idées, félicitations et avis": 0}


@pytest.fixture
def reference(database: Database, belrive: Territory, clock: MovableClock) -> str:
    """The resident's request, committed."""
    with database.begin_now() as connection:
        return str(recorded.__wrapped__(connection, belrive, clock))


def close(database: Database, reference: str, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        set_status(connection, reference, "resolu", "Claire", clock.now())


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.jpg"))


async def test_nothing_goes_before_its_time(
    database: Database, reference: str, clock: MovableClock, tmp_path: Path
) -> None:
    clock.advance(timedelta(days=300))
    assert await purge(database, tmp_path, clock.now()) == {**NOTHING, "photos": 0}


async def test_each_kind_goes_at_its_time(
    database: Database, reference: str, clock: MovableClock, tmp_path: Path
) -> None:
    close(database, reference, clock)
    clock.advance(timedelta(days=91))
    erased = await purge(database, tmp_path, clock.now())
    assert (erased["messages"], erased["contacts"]) == (2, 1)
    with database.read() as connection:
        assert holding(connection, RESIDENT).messages == 0
        assert SECRET in get_request(connection, reference).description

    clock.advance(timedelta(days=275))
    erased = await purge(database, tmp_path, clock.now())
    assert erased["demandes (description et photos)"] == 1
    assert erased["idées, félicitations et avis"] == 1
    with database.read() as connection:
        request = get_request(connection, reference)
        assert (request.description, request.media, request.voices) == ("", (), 0)
        assert list_remarks(connection) == []
    assert await purge(database, tmp_path, clock.now()) == {**NOTHING, "photos": 0}


async def test_a_rehearsal_erases_nothing(
    database: Database, reference: str, clock: MovableClock, tmp_path: Path
) -> None:
    close(database, reference, clock)
    clock.advance(timedelta(days=400))
    rehearsed = await purge(database, tmp_path, clock.now(), dry_run=True)
    assert rehearsed["messages"] == 2
    assert await purge(database, tmp_path, clock.now()) == rehearsed


async def test_only_photos_that_nothing_holds_are_deleted(
    database: Database, reference: str, clock: MovableClock, tmp_path: Path
) -> None:
    for name, age in (("a.jpg", 3), ("b.jpg", 3), ("c.jpg", 0)):
        (tmp_path / name).write_bytes(b"")
        moment = (clock.now() - timedelta(days=age)).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    erased = await purge(database, tmp_path, clock.now())
    assert erased["photos"] == 1
    assert kept(tmp_path) == ["a.jpg", "c.jpg"]
