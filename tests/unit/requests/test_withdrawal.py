from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.requests.additions import follow
from bot.requests.lifecycle import TransitionRefused
from bot.requests.outbox import COMMENT
from bot.requests.register import get_request, set_status
from bot.requests.withdrawal import withdraw
from bot.storage.tables import deliveries
from tests.unit.requests.conftest import NewReference

AUTHOR, FOLLOWER = "web:auteur", "web:voisin"


def test_an_author_alone_cancels_the_request_and_the_service_is_told(
    connection: Connection, report: NewReference, clock: MovableClock
) -> None:
    reference = report(AUTHOR)
    assert withdraw(connection, reference, AUTHOR, clock.now())
    assert get_request(connection, reference).status == "annule"
    told = connection.execute(sa.select(deliveries.c.content).where(deliveries.c.kind == COMMENT)).scalars().all()
    assert [content["text"] for content in told] == ["L’habitant annule sa demande."]


@pytest.mark.parametrize(("who", "other"), [(AUTHOR, FOLLOWER), (FOLLOWER, AUTHOR)])
def test_a_request_that_others_follow_goes_on(
    connection: Connection, report: NewReference, clock: MovableClock, who: str, other: str
) -> None:
    reference = report(AUTHOR)
    open_conversation(connection, FOLLOWER, clock.now())
    follow(connection, reference, FOLLOWER, clock.now())
    assert not withdraw(connection, reference, who, clock.now())
    assert (get_request(connection, reference).status, get_request(connection, reference).voices) == ("recu", 1)


def test_what_is_closed_stays_closed(connection: Connection, report: NewReference, clock: MovableClock) -> None:
    reference = report(AUTHOR)
    set_status(connection, reference, "resolu", "Claire", clock.now())
    with pytest.raises(TransitionRefused):
        withdraw(connection, reference, AUTHOR, clock.now())
