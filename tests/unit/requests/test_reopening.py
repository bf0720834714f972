"""« Ce n’est pas réglé »: within thirty days the request is open again, and the service knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.requests.additions import add
from bot.requests.merging import merge
from bot.requests.register import get_request, set_status
from bot.requests.reopening import ClosedTooLong, NotClosed, reopen
from bot.requests.satisfaction import RatingRefused, note_asked, opinion_of, rate
from bot.storage.tables import deliveries
from bot.territory import Territory
from tests.unit.requests.conftest import NewReference


@pytest.fixture
def settled(connection: Connection, clock: MovableClock, report: NewReference) -> str:
    reference = report("web:a")
    set_status(connection, reference, "resolu", "Claire", clock.now())
    return reference


def comments(connection: Connection) -> list[dict[str, object]]:
    rows = connection.execute(sa.select(deliveries.c.content).where(deliveries.c.kind == "comment"))
    return [row.content for row in rows]


def test_the_service_is_told_and_another_date_promised(
    connection: Connection, belrive: Territory, clock: MovableClock, settled: str
) -> None:
    promised = get_request(connection, settled).expected_at
    clock.advance(timedelta(days=20))
    request = reopen(connection, belrive, settled, "web:a", clock.now(), "le trou est revenu", ["a.jpg"])
    assert (request.status, request.closed_at, request.media) == ("rouvert", None, ("a.jpg",))
    assert promised and request.expected_at and request.expected_at > promised
    (told,) = comments(connection)
    assert told["text"] == "Ce n’est pas réglé. le trou est revenu" and told["media"] == ["a.jpg"]


def test_after_thirty_days_it_is_too_late(
    connection: Connection, belrive: Territory, clock: MovableClock, settled: str
) -> None:
    clock.advance(timedelta(days=30, seconds=1))
    with pytest.raises(ClosedTooLong):
        reopen(connection, belrive, settled, "web:a", clock.now())
    assert get_request(connection, settled).status == "resolu"


def test_an_open_request_is_not_reopened(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    with pytest.raises(NotClosed):
        reopen(connection, belrive, report(), "web:a", clock.now())


def test_for_a_duplicate_it_is_the_original_that_opens_again(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    first, second = report("web:a"), report("web:b")
    merge(connection, second, first, "Claire", clock.now())
    set_status(connection, first, "resolu", "Claire", clock.now())
    assert reopen(connection, belrive, second, "web:b", clock.now()).reference == first
    assert get_request(connection, second).status == "doublon"


def test_words_and_photos_reach_the_history_and_the_service(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    reference = add(connection, report("web:a"), "web:a", clock.now(), "devant le portail", ["c.jpg"]).reference
    request = get_request(connection, reference)
    assert request.media == ("c.jpg",) and request.history[-1].text == "devant le portail"
    assert comments(connection)[0]["by"] == "habitant"


def test_satisfaction_is_asked_once_and_kept(connection: Connection, clock: MovableClock, settled: str) -> None:
    with pytest.raises(RatingRefused):
        rate(connection, settled, "web:a", 5, clock.now())
    assert note_asked(connection, settled, "web:a", clock.now())
    assert not note_asked(connection, settled, "web:a", clock.now())
    with pytest.raises(RatingRefused):
        rate(connection, settled, "web:a", 6, clock.now())
    rate(connection, settled, "web:a", 4, clock.now(), "merci")
    opinion = opinion_of(connection, settled, "web:a")
    assert opinion and (opinion.rating, opinion.words) == (4, "merci")
