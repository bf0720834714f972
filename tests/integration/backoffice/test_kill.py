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
from tests.integration.backoffice.kill import WORDS

PLAYS = [("glpi", 1), ("glpi11", 4), ("webhook", 4), ("publik", 4), ("open311", 4)]


@pytest.mark.parametrize(("kind", "stride"), PLAYS)
async def test_a_worker_killed_at_each_step_neither_loses_nor_doubles(kind: str, stride: int, tmp_path: Path) -> None:
    async with system_of(kind, SystemClock()) as system:
        program = (sys.executable, "-W", "ignore", "-m", "tests.integration.backoffice.kill")
        process = await asyncio.create_subprocess_exec(
            *program, kind, system.url, str(tmp_path), str(stride), cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        told = json.loads((await process.communicate())[0])
    assert told["kills"] > 60 / stride
    expected = [item for reference in told["references"] for item in (("request", reference), ("comment", WORDS))]
    if kind == "publik":  # it cannot tell whether a word has arrived: a doubtful one waits for an agent
        assert [item for item in system.accepted if item[0] == "request"] == expected[::2]
        assert len(system.accepted) <= len(expected)
    else:
        assert system.accepted == expected
    print(f"{kind}: {told['kills']} kills")
