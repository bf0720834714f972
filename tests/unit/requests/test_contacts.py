from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.privacy.access import holding
from bot.privacy.erasure import erase
from bot.privacy.purge import purge
from bot.requests.additions import follow
from bot.requests.contacts import contacts_of, keep_contact
from bot.requests.register import get_request, record, set_status
from bot.requests.service_request import NewRequest
from bot.storage.database import Database
from bot.storage.tables import deliveries
from bot.territory import Territory
from tests.unit.requests.conftest import PASTEUR, NewReference

AUTHOR, FOLLOWER = "web:auteur", "web:voisin"
PHONE = {"phone": "06 39 98 00 12"}


def followed(connection: Connection, report: NewReference, clock: MovableClock) -> str:
    """A request of the author, which the follower follows and left a contact on; its reference."""
    reference = report(AUTHOR)
    open_conversation(connection, FOLLOWER, clock.now())
    follow(connection, reference, FOLLOWER, clock.now())
    keep_contact(connection, reference, FOLLOWER, PHONE, clock.now())
    return reference


def test_the_author_s_contact_is_the_request_s_own(
    connection: Connection, report: NewReference, clock: MovableClock
) -> None:
    reference = report(AUTHOR)

    keep_contact(connection, reference, AUTHOR, {"email": "jo@exemple.fr"}, clock.now())
    keep_contact(connection, reference, AUTHOR, PHONE, clock.now())

    assert get_request(connection, reference).contact == {"email": "jo@exemple.fr", **PHONE}


def test_a_follower_s_contact_stands_apart_and_goes_with_them(
    connection: Connection, report: NewReference, clock: MovableClock
) -> None:
    reference = followed(connection, report, clock)

    assert get_request(connection, reference).contact is None
    assert holding(connection, FOLLOWER).contacts == (PHONE["phone"],)

    erase(connection, FOLLOWER)
    assert PHONE["phone"] not in str(get_request(connection, reference).history)


def test_the_department_is_told_that_there_is_a_contact_not_which(
    connection: Connection, report: NewReference, clock: MovableClock
) -> None:
    reference = followed(connection, report, clock)

    told = connection.execute(sa.select(deliveries.c.content).where(deliveries.c.reference == reference)).scalars()
    texts = [content["text"] for content in told if content]
    assert len(texts) == 1
    assert PHONE["phone"] not in texts[0]


async def test_it_is_purged_with_the_other_contacts(
    database: Database, belrive: Territory, clock: MovableClock, tmp_path: Path
) -> None:
    with database.begin_now() as connection:
        open_conversation(connection, AUTHOR, clock.now())
        new = NewRequest("nid_de_poule", "un trou", PASTEUR, AUTHOR)
        reference = followed(connection, lambda _: record(connection, belrive, new, clock.now()).reference, clock)
        set_status(connection, reference, "resolu", "Claire", clock.now())

    erased = await purge(database, tmp_path, clock.now() + timedelta(days=91))

    assert erased["contacts"] == 1
    with database.read() as connection:
        assert contacts_of(connection, FOLLOWER) == []
