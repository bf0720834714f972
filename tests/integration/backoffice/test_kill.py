"""A worker killed at any step: what it delivered arrives once all the same."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.settings import ROOT
from tests.integration.backoffice.conftest import system_of
from tests.integration.backoffice.imap_server import ImapServer
from tests.integration.backoffice.kill import WORDS
from tests.integration.backoffice.mail_server import MailServer
from tests.integration.backoffice.mail_town import key_of

PLAYS = [("glpi", 1), ("glpi11", 4), ("webhook", 4), ("publik", 4), ("open311", 4)]


async def play(kind: str, url: str, folder: Path, stride: int, *mailbox: str) -> list[str]:
    """Have a worker killed at one step in `stride`; the references of what it had to deliver."""
    program = (sys.executable, "-W", "ignore", "-m", "tests.integration.backoffice.kill")
    process = await asyncio.create_subprocess_exec(
        *program, kind, url, str(folder), str(stride), *mailbox, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    told = json.loads((await process.communicate())[0])
    assert told["kills"] > 60 / stride
    print(f"{kind}: {told['kills']} kills")
    references: list[str] = told["references"]
    return references


@pytest.mark.parametrize(("kind", "stride"), PLAYS)
async def test_a_worker_killed_at_each_step_neither_loses_nor_doubles(kind: str, stride: int, tmp_path: Path) -> None:
    async with system_of(kind, SystemClock()) as system:
        references = await play(kind, system.url, tmp_path, stride)
    expected = [item for reference in references for item in (("request", reference), ("comment", WORDS))]
    if kind == "publik":  # it cannot tell whether a word has arrived: a doubtful one waits for an agent
        assert [item for item in system.accepted if item[0] == "request"] == expected[::2]
        assert len(system.accepted) <= len(expected)
    else:
        assert system.accepted == expected


def keys_of(references: list[str]) -> list[str]:
    """The Message-IDs of each request and of its word, which is the second delivery of its database."""
    return [key for reference in references for key in (key_of(reference), key_of(reference, 2))]


async def test_a_worker_killed_at_each_step_mails_once(tmp_path: Path) -> None:
    with MailServer() as server:
        async with ImapServer(server.mailbox) as mailbox:
            references = await play("email", server.url, tmp_path, 1, mailbox.url)
    assert server.keys == keys_of(references)


async def test_without_a_mailbox_it_mails_again_and_receivers_know_it_by_its_message_id(tmp_path: Path) -> None:
    with MailServer() as server:
        references = await play("email", server.url, tmp_path, 4)
    assert list(dict.fromkeys(server.keys)) == keys_of(references)
    assert len(server.keys) > len(keys_of(references))
