"""A process killed between any two steps loses nothing and doubles nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT

pytestmark = pytest.mark.slow

FEWEST_KILLS = 100


def test_a_process_killed_at_any_step_loses_and_doubles_nothing(agent: Any, tmp_path: Path) -> None:
    # `agent` has seen to it that there is a model.
    command = [sys.executable, "-W", "ignore", "-m", "tests.integration.crash", str(tmp_path)]
    played = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert played.returncode == 0, played.stderr
    kills = re.search(r"(\d+) kills", played.stdout)
    assert kills is not None
    assert int(kills[1]) >= FEWEST_KILLS
