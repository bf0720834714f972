"""E-mail: one readable mail for a request, a thread for its words, and replies that change it."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from actions.backoffice import mail_transport
from actions.backoffice.mail_message import LIMIT
from bot.clock import MovableClock
from bot.conversations.outgoing import messages_after
from bot.requests.dead_letters import replay
from bot.requests.register import get_request
from bot.storage.database import Database
from bot.territory.territory import Territory
from tests.integration.backoffice.conftest import RESIDENT, Yard
from tests.integration.backoffice.imap_server import ImapServer
from tests.integration.backoffice.mail_server import NOT_TAKEN, TAKEN, MailServer
from tests.integration.backoffice.mail_town import ADDRESS, DEPARTMENT, SENDER, by_mail, key_of, mail_settings
from tests.integration.backoffice.test_workers import work_together

FAULTS = (*NOT_TAKEN, *TAKEN, "451 plus tard", "421 fermé")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
async def mailbox(server: MailServer) -> AsyncIterator[ImapServer]:
    """The town's own mailbox."""
    async with ImapServer(server.mailbox) as mailbox:
        yield mailbox


@pytest.fixture
def yard(
    server: MailServer,
    mailbox: ImapServer,
    database: Database,
    belrive: Territory,
    clock: MovableClock,
    tmp_path: Path,
) -> Yard:
    """A road department that is reached by mail."""
    settings = mail_settings(tmp_path, server.url, mailbox.url)
    return Yard(database, by_mail(belrive), clock, settings, None, [])  # type: ignore[arg-type]


def reading(yard: Yard, url: str | None) -> Yard:
    """The same town with another mailbox, or none."""
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


def reported(yard: Yard) -> list[str]:
    """Report and add two words; the Message-IDs of the three mails."""
    reference = yard.report()
    for words in ("premier", "second"):
        yard.say_more(reference, words)
    return [key_of(reference), *(key_of(reference, row.id) for row in yard.rows()[-2:])]


async def test_the_mail_is_readable_with_map_photos_and_the_way_to_reply(
    yard: Yard, server: MailServer, tmp_path: Path
) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.jpg").write_bytes(b"jpeg")
    reference = yard.report(media=("a.jpg",))
    await yard.dispatcher().deliver_due()
    (mail,) = server.mails
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for words in ("12 rue Pasteur", "un trou", "mlat=47.001000&mlon=1.002000", "1 photo est jointe", LIMIT, reference):
        assert words in text
    page = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert '<html lang="fr">' in page and "&amp;mlon=1.002000" in page
    (photo,) = mail.iter_attachments()
    assert photo.get_content() == b"jpeg" and photo.get_filename() == "photo-1.jpg"
    assert ADDRESS.reference(str(mail["Reply-To"])) == reference and mail["Bcc"] is None
    assert outcome(yard, reference)[0] == "transmis"


async def test_what_a_resident_writes_is_text_in_the_page(yard: Yard, server: MailServer) -> None:
    reference = yard.report()
    yard.say_more(reference, "<script>alert(1)</script>")
    dispatcher = yard.dispatcher()
    await yard.settle(dispatcher)
    first, second = server.mails
    assert "<script>" not in second.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert second["In-Reply-To"] == first["Message-ID"] == key_of(reference)
    assert str(second["Subject"]).startswith("Re: ")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", range(3))
async def test_a_fault_on_the_way_neither_loses_nor_doubles(
    yard: Yard, server: MailServer, fault: str, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_transport, "TAKING_SECONDS", 0.3)
    server.faults.extend([*["250 OK"] * place, fault, fault])
    keys = reported(yard)
    await yard.settle(yard.dispatcher())
    assert server.keys == keys


@pytest.mark.parametrize("fault", TAKEN)
async def test_without_a_mailbox_what_was_taken_comes_again_under_the_same_message_id(
    yard: Yard, server: MailServer, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_transport, "TAKING_SECONDS", 0.3)
    server.faults.append(fault)
    first, *others = reported(yard)
    await yard.settle(reading(yard, None).dispatcher())
    assert server.keys == [first, first, *others]


async def test_a_mailbox_that_cannot_be_read_delays_what_is_doubtful_and_doubles_nothing(
    yard: Yard, server: MailServer, mailbox: ImapServer
) -> None:
    server.faults.append("answer_lost")
    keys = reported(yard)
    await yard.settle(reading(yard, "imap://parvis:passe@127.0.0.1:1/INBOX").dispatcher(), most=timedelta(days=1))
    assert server.keys == keys[:1]
    await yard.settle(yard.dispatcher())
    assert server.keys == keys


async def test_the_copy_never_goes_without_the_mail_nor_holds_it_back(yard: Yard, server: MailServer) -> None:
    server.refused = {DEPARTMENT}
    yard.report()
    await yard.settle(yard.dispatcher())
    assert server.mailbox == [] and [row.state for row in yard.rows()] == ["dead"]
    server.refused = {SENDER.partition("@")[0]}
    reference = yard.report("web:b")
    await yard.settle(yard.dispatcher())
    assert server.mailbox == [] and server.keys == [key_of(reference)]


async def test_copies_are_no_news_and_are_removed_in_time(yard: Yard, mailbox: ImapServer) -> None:
    reported(yard)
    await yard.settle(yard.dispatcher())
    mailbox.mails.append(reply("2222-2222-2", "à garder"))
    assert [await yard.collector().collect() for _ in range(2)] == [0, 0]
    assert None not in mailbox.mails
    mailbox.is_old = True
    await yard.collector().collect()
    assert [mail is None for mail in mailbox.mails] == [True, True, True, False]


async def test_a_mail_refused_for_good_goes_to_an_agent(yard: Yard, server: MailServer) -> None:
    server.faults.append("550 inconnu")
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
    yard: Yard, mailbox: ImapServer, text: str, status: str, told: str | None, noted: str | None
) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    quoted = f"{text}\n\nLe mar. 24 nov. 2026 à 10:15, Belrive a écrit :\n> {LIMIT}\n> SANS SUITE\n"
    await yard.collector().collect()
    mailbox.mails.append(reply(reference, quoted))
    assert [await yard.collector().collect() for _ in range(2)] == [1, 0]
    after, messages, notes = outcome(yard, reference)
    assert after == status
    assert not messages if told is None else any(told in message for message in messages)
    assert notes == ([noted] if noted else [])


async def test_html_alone_is_read(yard: Yard, mailbox: ImapServer) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    page = (
        "<html><body><p>R&eacute;gl&eacute;</p><p>Merci&nbsp;!</p><blockquote>De : Belrive</blockquote></body></html>"
    )
    await yard.collector().collect()
    mailbox.mails.append(reply(reference, page, subtype="html"))
    await yard.collector().collect()
    assert outcome(yard, reference)[0] == "resolu"


async def test_what_is_no_reply_of_the_department_changes_nothing(yard: Yard, mailbox: ImapServer) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    forged = f"signalements+{reference.replace('-', '').lower()}-0123456789abcdef@belrive.example"
    await yard.collector().collect()
    mailbox.mails += [
        reply(reference, "RÉGLÉ", 1, To=forged),
        reply(reference, "RÉGLÉ", 2, To=SENDER),
        reply(reference, "RÉGLÉ, je suis absent", 3, Auto_Submitted="auto-replied"),
        reply("2222-2222-2", "RÉGLÉ", 4),
        b"\xff\xfe no mail at all",
        reply(reference, "En cours.", 6),
    ]
    assert await yard.collector().collect() == 1
    assert outcome(yard, reference)[0] == "en_cours"


async def test_a_mailbox_made_anew_is_read_from_its_end(yard: Yard, mailbox: ImapServer) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    mailbox.mails.append(reply(reference, "RÉGLÉ"))
    assert await yard.collector().collect() == 0
    mailbox.validity = 8
    assert await yard.collector().collect() == 0
    assert await reading(yard, "imap://parvis:passe@127.0.0.1:1/INBOX").collector().collect() == 0


async def test_workers_mail_each_delivery_once_and_in_order(yard: Yard, server: MailServer) -> None:
    keys = [reported(yard) for _ in range(8)]
    await work_together(yard)
    assert sorted(server.keys) == sorted(key for three in keys for key in three)
    assert all([key for key in server.keys if key in three] == three for three in keys)


async def test_mail_waits_out_three_days(yard: Yard, server: MailServer) -> None:
    server.faults.extend(["421 fermé"] * 9)
    yard.report()
    await yard.settle(yard.dispatcher(), most=timedelta(days=5))
    assert [row.state for row in yard.rows()] == ["delivered"]
    assert len(server.mails) == 1


def bounce(sent: EmailMessage, *, action: str = "failed", recipient: str = DEPARTMENT, whole: bool = True) -> bytes:
    """What a mail server writes of a mail that it could not hand over, as Postfix does."""
    headers = "".join(f"{name}: {value}\n" for name, value in sent.items())
    returned = "message/rfc822" if whole else "text/rfc822-headers"
    return f"""From: MAILER-DAEMON@relais.example
To: {SENDER}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{action}-{recipient}@relais.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown user

--b
Content-Type: {returned}

{headers}
--b--
""".encode()


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("place", range(2))
async def test_a_mail_that_comes_back_waits_for_an_agent_and_can_go_again(
    yard: Yard, server: MailServer, mailbox: ImapServer, place: int, whole: bool
) -> None:
    reference = yard.report()
    yard.say_more(reference, "un mot")
    await yard.settle(yard.dispatcher())
    await yard.collector().collect()
    mailbox.mails.append(bounce(server.mails[place], whole=whole))
    assert [await yard.collector().collect() for _ in range(2)] == [1, 0]
    row = yard.rows()[place]
    assert (row.state, row.uncertain) == ("dead", False) and "5.1.1" in row.last_error
    assert "n’est pas arrivé" in outcome(yard, reference)[2][0]
    with yard.database.begin_now() as connection:
        replay(connection, row.id, yard.clock.now(), checked=False)
    server.faults.append("reset")
    await yard.settle(yard.dispatcher())
    assert server.keys == [str(mail["Message-ID"]) for mail in (*server.mails[:2], server.mails[place])]
    assert [row.state for row in yard.rows()] == ["delivered"] * 2


async def test_a_report_that_is_none_of_a_lost_mail_changes_nothing(
    yard: Yard, server: MailServer, mailbox: ImapServer
) -> None:
    reference = yard.report()
    await yard.settle(yard.dispatcher())
    await yard.collector().collect()
    (sent,) = server.mails
    copy = ADDRESS.reply_to(reference)
    mailbox.mails += [
        bounce(sent, action="delayed"),
        bounce(sent, action="delivered"),
        bounce(sent, recipient=f"{copy}"),
    ]
    del sent["Reply-To"]
    sent["Reply-To"] = SENDER.replace("@", "+aaaaaaaaa-0123456789abcdef@")
    mailbox.mails.append(bounce(sent))
    assert await yard.collector().collect() == 0
    assert [row.state for row in yard.rows()] == ["delivered"]
