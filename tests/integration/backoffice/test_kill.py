"""A worker killed at any step: what it delivered arrives once all the same."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.settings import ROOT
from bot.storage.database import Database
from tests.integration.backoffice.conftest import system_of
from tests.integration.backoffice.imap_server import ImapServer
from tests.integration.backoffice.kill import WORDS
from tests.integration.backoffice.mail_server import MailServer
from tests.integration.backoffice.mail_town import key_of

PLAYS = [
    *(("glpi", 1, "sqlite"), ("glpi11", 4, "sqlite"), ("webhook", 4, "sqlite")),
    *(("publik", 4, "sqlite"), ("open311", 4, "sqlite"), ("webhook", 4, "postgresql")),
]
Sent = list[tuple[str, int]]


async def play(kind: str, url: str, database: Database, folder: Path, stride: int, *mailbox: str) -> Sent:
    """Have a worker killed at one step in `stride`; what it had to deliver: references, and numbers of added words."""
    base = database.engine.url.render_as_string(hide_password=False)
    program = (sys.executable, "-W", "ignore", "-m", "tests.integration.backoffice.kill")
    process = await asyncio.create_subprocess_exec(
        *program, kind, url, base, str(folder), str(stride), *mailbox, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    told = json.loads((await process.communicate())[0])
    assert told["kills"] > 60 / stride
    print(f"{kind}: {told['kills']} kills")
    return [(reference, number) for reference, number in told["sent"]]


@pytest.mark.parametrize(("kind", "stride", "database_kind"), PLAYS)
async def test_a_worker_killed_at_each_step_neither_loses_nor_doubles(
    kind: str, stride: int, database: Database, tmp_path: Path
) -> None:
    async with system_of(kind, SystemClock()) as system:
        sent = await play(kind, system.url, database, tmp_path, stride)
    expected = [item for reference, _ in sent for item in (("request", reference), ("comment", WORDS))]
    if kind == "publik":  # it cannot tell whether a word has arrived: a doubtful one waits for an agent
        assert [item for item in system.accepted if item[0] == "request"] == expected[::2]
        assert len(system.accepted) <= len(expected)
    else:
        assert system.accepted == expected


def keys_of(sent: Sent) -> list[str]:
    """The Message-IDs of each request and of its word."""
    return [key for reference, number in sent for key in (key_of(reference), key_of(reference, number))]


async def test_a_worker_killed_at_each_step_mails_once(database: Database, tmp_path: Path) -> None:
    with MailServer() as server:
        async with ImapServer(server.mailbox) as mailbox:
            sent = await play("email", server.url, database, tmp_path, 1, mailbox.url)
    assert server.keys == keys_of(sent)


async def test_without_a_mailbox_it_mails_again_and_receivers_know_it_by_its_message_id(
    database: Database, tmp_path: Path
) -> None:
    with MailServer() as server:
        sent = await play("email", server.url, database, tmp_path, 4)
    assert list(dict.fromkeys(server.keys)) == keys_of(sent)
    assert len(server.keys) > len(keys_of(sent))
