"""The demo town with its places, and what a GeoReport client sends it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from bot.api_keys import add_key
from bot.clock import MovableClock
from bot.places.index import PlaceIndex
from bot.settings import read_settings
from bot.storage.database import Database
from bot.territory.territory import Territory
from connectors.town import Town


@pytest.fixture
def town(tmp_path: Path, database: Database, clock: MovableClock, belrive: Territory, places: PlaceIndex) -> Town:
    return Town(dataclasses.replace(read_settings({}), var=tmp_path), database, belrive, places, clock)


@pytest.fixture
def api_key(town: Town) -> str:
    """The key of a program that reports for residents."""
    with town.database.begin_now() as connection:
        return add_key(connection, "appli", None, town.clock.now())


@pytest.fixture
def hole(api_key: str) -> dict[str, Any]:
    """A whole report, as a client posts it."""
    return {
        "api_key": api_key,
        "service_code": "nid_de_poule",
        "lat": "47.0012",
        "long": "1.0021",
        "description": "Un gros trou <b>devant</b> l’école & le parc",
        "first_name": "Zoé",
        "last_name": "Martin",
        "email": "zoe.martin@courriel.example",
        "phone": "06 12 34 56 78",
    }
