"""Deliveries: each request reaches its department once, whatever the mail server does meanwhile."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from actions.backoffice.dispatcher import Dispatcher
from actions.backoffice.schedule import SCHEDULE
from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.requests.register import get_request, record
from bot.requests.service_request import NewRequest, Place, ServiceRequest
from bot.storage.tables import deliveries
from connectors.town import Town

DUMP = NewRequest(
    service_code="depot_sauvage",
    description="des gravats <script>alert(1)</script> partout",
    place=Place("8 rue des Lilas, 96380 Belrive", None, 47.001, 1.002, True),
    conversation_id="web:a",
)


class Killed(BaseException):
    """The end of a worker in the middle of its work."""


class Postbox:
    """A mail server's handler: it keeps the mails, or refuses as told."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        from email import message_from_bytes, policy

        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    """A real mail server on loopback, and its URL."""
    handler = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def mailing_town(town: Town, postbox: tuple[Postbox, str]) -> Town:
    return replace(town, settings=replace(town.settings, smtp_url=postbox[1]))


async def reported(town: Town) -> ServiceRequest:
    async with town.database.begin() as connection:
        open_conversation(connection, DUMP.conversation_id, town.clock.now())
        return record(connection, town.territory, DUMP, town.clock.now())


def state(town: Town) -> Any:
    with town.database.read() as connection:
        return connection.execute(sa.select(deliveries)).one()


async def test_the_department_gets_one_readable_mail(mailing_town: Town, postbox: tuple[Postbox, str]) -> None:
    request = await reported(mailing_town)
    for _ in range(3):
        await mailing_town.dispatcher().deliver_due()
    (mail,) = postbox[0].mails
    assert request.reference in str(mail["Subject"])
    assert mail["Message-ID"] == f"<{request.reference}@belrive.example>"
    text, page = (part.get_content() for part in mail.iter_parts())  # type: ignore[attr-defined]
    assert "8 rue des Lilas" in text
    assert "<script>" not in page
    with mailing_town.database.read() as connection:
        assert get_request(connection, request.reference).status == "transmis"


async def test_a_refusal_is_tried_again_along_the_schedule_then_put_aside(
    mailing_town: Town, postbox: tuple[Postbox, str], clock: MovableClock
) -> None:
    await reported(mailing_town)
    postbox[0].answer = "451 plus tard"
    dispatcher = mailing_town.dispatcher()
    tries = 0
    for delay in (timedelta(0), *SCHEDULE):
        clock.advance(delay * 1.2)
        tries += await dispatcher.deliver_due()
    assert tries == len(SCHEDULE) + 1
    assert state(mailing_town).state == "dead"
    clock.advance(timedelta(days=30))
    assert await dispatcher.deliver_due() == 0


async def test_the_mail_goes_once_when_the_server_is_back(
    mailing_town: Town, postbox: tuple[Postbox, str], clock: MovableClock
) -> None:
    await reported(mailing_town)
    postbox[0].answer = "421 fermé"
    await mailing_town.dispatcher().deliver_due()
    assert await mailing_town.dispatcher().deliver_due() == 0
    postbox[0].answer = "250 OK"
    clock.advance(timedelta(seconds=10))
    await mailing_town.dispatcher().deliver_due()
    assert len(postbox[0].mails) == 1
    assert state(mailing_town).state == "delivered"


async def test_a_worker_that_died_is_replaced_when_its_lease_ends(
    mailing_town: Town, postbox: tuple[Postbox, str], clock: MovableClock
) -> None:
    class Dead:
        async def send(self, parcel: Any) -> Any:
            raise Killed

    await reported(mailing_town)
    offices: Any = {"email": Dead(), "desk": Dead()}
    dying = Dispatcher(mailing_town.database, mailing_town.territory, offices, clock, mailing_town.settings)
    with pytest.raises(Killed):
        await dying.deliver_due()
    assert await mailing_town.dispatcher().deliver_due() == 0
    clock.advance(timedelta(minutes=3))
    assert await mailing_town.dispatcher().deliver_due() == 1
    assert len(postbox[0].mails) == 1


async def test_a_request_for_the_desk_has_already_arrived(town: Town) -> None:
    async with town.database.begin() as connection:
        open_conversation(connection, DUMP.conversation_id, town.clock.now())
        record(connection, town.territory, replace(DUMP, service_code="nid_de_poule"), town.clock.now())
    await town.dispatcher().deliver_due()
    assert (state(town).destination, state(town).state) == ("desk", "delivered")
