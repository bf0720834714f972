"""E-mail: one readable mail for a request, a thread for its words, and replies that change it."""

from __future__ import annotations

import dataclasses
import socket
from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from actions.backoffice.mail_address import MailAddress
from actions.backoffice.mail_message import LIMIT
from bot.clock import MovableClock
from bot.conversations.outgoing import messages_after
from bot.requests.register import get_request
from bot.settings import read_settings
from bot.storage.database import Database
from bot.territory.territory import Territory
from tests.integration.backoffice.conftest import RESIDENT, Yard
from tests.integration.backoffice.imap_server import ImapServer

SENDER, SECRET = "signalements@belrive.example", "s" * 40
ADDRESS = MailAddress(SENDER, SECRET)
DEPARTMENT = "voirie@belrive.example"


class Postbox:
    """A mail server's handler: it keeps mails, and fails as told before or after keeping one."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.faults: deque[str] = deque()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        fault = self.faults.popleft() if self.faults else "250 OK"
        if fault == "reset":
            server.transport.abort()
        elif fault.startswith("250") or fault == "answer_lost":
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
            if fault == "answer_lost":
                server.transport.abort()
        return fault

    @property
    def keys(self) -> list[str]:
        """Their Message-IDs without repetition, as a mail program shows them."""
        return list(dict.fromkeys(str(mail["Message-ID"]) for mail in self.mails))


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    handler = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def yard(
    postbox: tuple[Postbox, str], database: Database, belrive: Territory, clock: MovableClock, tmp_path: Path
) -> Yard:
    """A road department that is reached by mail."""
    road = dataclasses.replace(belrive.departments["voirie"], destination="email", email=DEPARTMENT)
    territory = dataclasses.replace(belrive, departments={**belrive.departments, "voirie": road})
    settings = dataclasses.replace(
        read_settings({}),
        var=tmp_path,
        smtp_url=postbox[1],
        mail_address=SENDER,
        secret_key=SECRET,
        imap_url="imap://x",
    )
    return Yard(database, territory, clock, settings, None, [])  # type: ignore[arg-type]


def reading(yard: Yard, url: str) -> Yard:
    return dataclasses.replace(yard, settings=dataclasses.replace(yard.settings, imap_url=url))


def reply(reference: str, text: str, number: int = 1, subtype: str = "plain", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = DEPARTMENT, ADDRESS.reply_to(reference), f"<{number}@x>"
    for name, value in headers.items():
        del mail[name]
        mail[name.replace("_", "-")] = value
    mail.set_content(text, subtype=subtype)
    return mail.as_bytes()


def outcome(yard: Yard, reference: str) -> tuple[str, list[str], list[str]]:
    """State, what the resident was told, and the notes of the file."""
    with yard.database.read() as connection:
        request = get_request(connection, reference)
        told = [message.text for message in messages_after(connection, RESIDENT, 0)]
    return request.status, told, [entry.text for entry in request.history if entry.kind == "note"]


async def test_the_mail_is_readable_with_map_photos_and_the_way_to_reply(
    yard: Yard, postbox: tuple[Postbox, str], tmp_path: Path
) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.jpg").write_bytes(b"jpeg")
    reference = yard.report(media=("a.jpg",))
    await yard.dispatcher().deliver_due()
    (mail,) = postbox[0].mails
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for words in ("12 rue Pasteur", "un trou", "mlat=47.001000&mlon=1.002000", "1 photo est jointe", LIMIT, reference):
        assert words in text
    page = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert '<html lang="fr">' in page and "&amp;mlon=1.002000" in page
    (photo,) = mail.iter_attachments()
    assert photo.get_content() == b"jpeg" and photo.get_filename() == "photo-1.jpg"
    assert ADDRESS.reference(str(mail["Reply-To"])) == reference


async def test_what_a_resident_writes_is_text_in_the_page(yard: Yard, postbox: tuple[Postbox, str]) -> None:
    reference = yard.report()
    yard.say_more(reference, "<script>alert(1)</script>")
    dispatcher = yard.dispatcher()
    await yard.settle(dispatcher)
    first, second = postbox[0].mails
    assert "<script>" not in second.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert second["In-Reply-To"] == first["Message-ID"] == f"<{reference}@belrive.example>"
    assert str(second["Subject"]).startswith("Re: ")


@pytest.mark.parametrize("fault", ["reset", "answer_lost", "451 plus tard", "421 fermé"])
@pytest.mark.parametrize("place", range(3))
async def test_a_fault_on_the_way_neither_loses_nor_doubles(
    yard: Yard, postbox: tuple[Postbox, str], fault: str, place: int
) -> None:
    postbox[0].faults.extend([*["250 OK"] * place, fault, fault])
    reference = yard.report()
    for words in ("premier", "second"):
        yard.say_more(reference, words)
    await yard.settle(yard.dispatcher())
    numbers = [row.id for row in yard.rows()]
    keys = [reference, *(f"{reference}.{number}" for number in numbers[1:])]
    assert postbox[0].keys == [f"<{key}@belrive.example>" for key in keys]


async def test_a_mail_refused_for_good_goes_to_an_agent(yard: Yard, postbox: tuple[Postbox, str]) -> None:
    postbox[0].faults.append("550 inconnu")
    yard.report()
    await yard.dispatcher().deliver_due()
    assert [row.state for row in yard.rows()] == ["dead"]


@pytest.mark.parametrize(
    ("text", "status", "told", "noted"),
    [
        ("RÉGLÉ\n\nRebouché ce matin.", "resolu", "Rebouché ce matin.", None),
        ("Prévu : jeudi 3 décembre", "planifie", "jeudi 3 décembre", None),
        ("en cours", "en_cours", "En cours", None),
        ("hors compétence, route départementale", "hors_competence", "route départementale", None),
        ("Vu avec Paul, on attend le devis.", "transmis", None, "Vu avec Paul, on attend le devis."),
        ("Réglementation à vérifier", "transmis", None, "Réglementation à vérifier"),
    ],
)
async def test_a_reply_changes_the_request_or_is_noted(
    yard: Yard, text: str, status: str, told: str | None, noted: str | None
) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    quoted = f"{text}\n\nLe mar. 24 nov. 2026 à 10:15, Belrive a écrit :\n> {LIMIT}\n> SANS SUITE\n"
    async with ImapServer([]) as server:
        town = reading(yard, server.url)
        await town.collector().collect()
        server.mails.append(reply(reference, quoted))
        assert [await town.collector().collect() for _ in range(2)] == [1, 0]
    after, messages, notes = outcome(yard, reference)
    assert after == status
    assert not messages if told is None else any(told in message for message in messages)
    assert notes == ([noted] if noted else [])


async def test_html_alone_is_read(yard: Yard) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    page = (
        "<html><body><p>R&eacute;gl&eacute;</p><p>Merci&nbsp;!</p><blockquote>De : Belrive</blockquote></body></html>"
    )
    async with ImapServer([]) as server:
        town = reading(yard, server.url)
        await town.collector().collect()
        server.mails.append(reply(reference, page, subtype="html"))
        await town.collector().collect()
    assert outcome(yard, reference)[0] == "resolu"


async def test_what_is_no_reply_of_the_department_changes_nothing(yard: Yard) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    forged = f"signalements+{reference.replace('-', '').lower()}-0123456789abcdef@belrive.example"
    async with ImapServer([]) as server:
        town = reading(yard, server.url)
        await town.collector().collect()
        server.mails += [
            reply(reference, "RÉGLÉ", 1, To=forged),
            reply(reference, "RÉGLÉ", 2, To=SENDER),
            reply(reference, "RÉGLÉ, je suis absent", 3, Auto_Submitted="auto-replied"),
            reply("2222-2222-2", "RÉGLÉ", 4),
            b"\xff\xfe no mail at all",
            reply(reference, "En cours.", 6),
        ]
        assert await town.collector().collect() == 1
    assert outcome(yard, reference)[0] == "en_cours"


async def test_a_mailbox_made_anew_is_read_from_its_end(yard: Yard) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    async with ImapServer([reply(reference, "RÉGLÉ")]) as server:
        town = reading(yard, server.url)
        assert await town.collector().collect() == 0
        server.validity = 8
        assert await town.collector().collect() == 0
    assert await reading(yard, "imap://parvis:passe@127.0.0.1:1/INBOX").collector().collect() == 0


async def test_mail_waits_out_three_days(yard: Yard, postbox: tuple[Postbox, str]) -> None:
    postbox[0].faults.extend(["421 fermé"] * 9)
    yard.report()
    await yard.settle(yard.dispatcher(), most=timedelta(days=5))
    assert [row.state for row in yard.rows()] == ["delivered"]
    assert len(postbox[0].mails) == 1
