"""Whatever is sent to the Open311 door, its answer is one that its description names."""

from __future__ import annotations

from pathlib import Path

from connectors.open311.description import description
from tests.integration.open311_door import besiege

CALLS = 250


async def test_generated_calls_get_the_answers_described(tmp_path: Path) -> None:
    counts = await besiege(tmp_path, CALLS)

    methods = [method for path in description()["paths"].values() for method in path if method in ("get", "post")]
    assert len(counts) == len(methods)
    assert sum(sum(statuses.values()) for statuses in counts.values()) > CALLS * 0.8
    assert all(200 in statuses for statuses in counts.values()), counts
