"""The demo town's web application on an empty database: no model, no engine, no Rasa imported."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.clock import MovableClock
from bot.settings import read_settings
from bot.storage.database import Database
from bot.territory.territory import Territory
from connectors.town import Town
from connectors.web_application import web_application


@pytest.fixture
def town(tmp_path: Path, database: Database, clock: MovableClock, belrive: Territory) -> Town:
    """The demo town; its places are left out, for the pages look nothing up."""
    settings = dataclasses.replace(read_settings({}), var=tmp_path)
    return Town(settings, database, belrive, cast(Any, None), clock)


@pytest.fixture
async def client(town: Town) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(web_application(town))) as client:
        yield client
