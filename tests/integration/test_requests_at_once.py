"""Two agents who decide of the same request at the same moment, each through a process of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.conversations.conversation import AlreadyTaken, ask_for_person, get_conversation, open_conversation, take
from bot.conversations.notifications import change_status, correct_request, merge_requests
from bot.conversations.outgoing import messages_after
from bot.requests.additions import add
from bot.requests.lifecycle import TransitionRefused
from bot.requests.merging import MergeRefused
from bot.requests.register import get_request, record
from bot.requests.rerouting import CorrectionRefused
from bot.requests.service_request import NewRequest, Place, ServiceRequest
from bot.storage.database import Database
from bot.territory import Territory
from tests.integration.at_once import Work, at_once

RESIDENT = "web:a"


@pytest.fixture
def database_kind() -> str:
    return "postgresql"


@pytest.fixture
def report(database: Database, belrive: Territory, clock: MovableClock) -> Callable[[], str]:
    def make() -> str:
        with database.begin_now() as connection:
            open_conversation(connection, RESIDENT, clock.now())
            place = Place("12 rue Pasteur, 96380 Belrive", None, 47.001, 1.002, True)
            new = NewRequest("nid_de_poule", "un trou", place, RESIDENT)
            return record(connection, belrive, new, clock.now()).reference

    return make


def writing(change: Callable[[Connection], object]) -> Work:
    def work(database: Database) -> object:
        with database.begin_now() as connection:
            return change(connection)

    return work


def current(database: Database, reference: str) -> ServiceRequest:
    with database.read() as connection:
        return get_request(connection, reference)


def test_two_requests_merged_into_each_other_make_no_circle(
    database: Database, clock: MovableClock, report: Callable[[], str]
) -> None:
    one, other = report(), report()
    kept, refused = at_once(
        database,
        writing(lambda connection: merge_requests(connection, one, other, "Claire", clock.now())),
        writing(lambda connection: merge_requests(connection, other, one, "Karim", clock.now())),
    )
    assert kept.reference == other and isinstance(refused, MergeRefused)
    assert [current(database, reference).duplicate_of for reference in (one, other)] == [other, None]


def test_a_request_is_closed_once_and_its_resident_told_once(
    database: Database, belrive: Territory, clock: MovableClock, report: Callable[[], str]
) -> None:
    reference = report()
    close = writing(
        lambda connection: change_status(connection, belrive, reference, "sans_suite", "Claire", clock.now())
    )
    closed, refused = at_once(database, close, close)
    assert closed.status == "sans_suite" and isinstance(refused, TransitionRefused)
    with database.read() as connection:
        assert len(messages_after(connection, RESIDENT, 0)) == 1


def test_a_correction_made_twice_reroutes_once(
    database: Database, belrive: Territory, clock: MovableClock, report: Callable[[], str]
) -> None:
    reference = report()
    correct = writing(
        lambda connection: correct_request(connection, belrive, reference, "Claire", clock.now(), "graffiti_tag")
    )
    corrected, refused = at_once(database, correct, correct)
    assert corrected.service_code == "graffiti_tag" and isinstance(refused, CorrectionRefused)
    assert [line.kind for line in current(database, reference).history] == ["creation", "correction"]


def test_photos_added_at_once_are_all_kept(database: Database, clock: MovableClock, report: Callable[[], str]) -> None:
    reference = report()
    at_once(
        database,
        writing(lambda connection: add(connection, reference, RESIDENT, clock.now(), "", ["a.jpg"])),
        writing(lambda connection: add(connection, reference, RESIDENT, clock.now(), "", ["b.jpg"])),
    )
    assert current(database, reference).media == ("a.jpg", "b.jpg")


def test_one_agent_takes_a_conversation(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        open_conversation(connection, RESIDENT, clock.now())
        ask_for_person(connection, RESIDENT, "quelqu’un", clock.now())
    _, refused = at_once(
        database,
        writing(lambda connection: take(connection, RESIDENT, "Claire", clock.now())),
        writing(lambda connection: take(connection, RESIDENT, "Karim", clock.now())),
    )
    assert isinstance(refused, AlreadyTaken)
    with database.read() as connection:
        assert get_conversation(connection, RESIDENT).agent == "Claire"
