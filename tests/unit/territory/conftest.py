from __future__ import annotations

from pathlib import Path

import pytest

from bot.territory import Territory, load_territory


@pytest.fixture(scope="session")
def small() -> Territory:
    return load_territory(Path(__file__).with_name("small"))
