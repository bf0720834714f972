"""A town's Open311 door on loopback, and generated calls at it."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

from aiohttp.test_utils import TestServer

from bot.api_keys import add_key
from bot.clock import SystemClock
from bot.conversations.conversation import open_conversation
from bot.places.index import PlaceIndex
from bot.places.territory_index import ensure_index
from bot.requests.register import record
from bot.requests.service_request import NewRequest, Place
from bot.settings import DEMO_TERRITORY, read_settings
from bot.storage.database import Database
from bot.territory.territory import load_territory
from connectors.open311.caller import READS, WRITES
from connectors.open311.description import description
from connectors.town import Town
from connectors.web.pace import Pace
from connectors.web_application import web_application
from tests.integration.open311_calls import Likely, call

MOMENT = "2026-11-24T10:15:00Z"


async def besiege(folder: Path, times: int) -> dict[str, dict[int, int]]:
    """Open a door with no limit of pace and make about `times` calls; how many got each status, by operation."""
    town = _town(folder)
    application = web_application(town)
    application[READS] = application[WRITES] = Pace(burst=10**9, seconds=0.001)
    likely = _likely(town)
    try:
        async with TestServer(application) as server:
            url = str(server.make_url("/open311/v2"))
            return await asyncio.to_thread(call, description(), url, likely, times)
    finally:
        town.database.close()


def _town(folder: Path) -> Town:
    database = Database(f"sqlite:///{folder / 'parvis.db'}")
    database.upgrade()
    places = PlaceIndex.open(ensure_index(DEMO_TERRITORY, folder))
    settings = dataclasses.replace(read_settings({}), var=folder)
    return Town(settings, database, load_territory(DEMO_TERRITORY), places, SystemClock())


def _likely(town: Town) -> Likely:
    """What a call that succeeds bears: our services, a key, the number and the token of a request."""
    now, token = town.clock.now(), "essai-0123456789"
    place = Place("8 rue des Lilas, 96380 Belrive", None, 47.001, 1.002, True)
    with town.database.begin_now() as connection:
        key = add_key(connection, "essai", None, now)
        open_conversation(connection, f"georeport:{token}", now)
        made = record(connection, town.territory, NewRequest("nid_de_poule", "", place, f"georeport:{token}"), now)
    return {
        **{name: [None] for name in ("email", "media_url", "media", "end_date", "updated_after", "updated_before")},
        "format": ["json", "xml"],
        "api_key": [key],
        "jurisdiction_id": [None, town.territory.citycode],
        "service_code": ["nid_de_poule", "trottoir_degrade"],
        "service_request_id": [made.reference],
        "token": [token],
        "lat": ["47.001"],
        "long": ["1.002"],
        "attribute[external_id]": [None, "1", "2"],
        "start_date": [None, MOMENT],
        "status": ["open", "closed"],
        "update_id": ["a", "b"],
        "updated_datetime": [MOMENT],
    }
