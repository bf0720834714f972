from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from bot.territory import Territory, load_territory


@pytest.fixture(scope="session")
def small() -> Territory:
    return load_territory(Path(__file__).parents[1] / "territory" / "small")


@pytest.fixture(scope="session")
def at(small: Territory) -> Callable[[str], datetime]:
    """A local moment of the small commune."""
    return lambda moment: datetime.fromisoformat(moment).replace(tzinfo=small.timezone)
