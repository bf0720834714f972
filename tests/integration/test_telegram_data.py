"""One's own data comes to Telegram as a file, not as a link that anybody might open."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from bot.clock import MovableClock
from bot.conversations.outgoing import Reply, say
from bot.privacy.download import PATH
from bot.settings import DEMO_TERRITORY
from bot.storage.database import Database
from bot.territory import load_territory
from tests.integration.bot_api_server import BotApiServer
from tests.integration.telegram_town import bare_town, open_channel, tell


async def test_the_file_is_sent_as_a_document(database: Database, clock: MovableClock, tmp_path: Path) -> None:
    async with BotApiServer(now=lambda: clock.now().timestamp()) as server:
        bare = bare_town(database, clock, tmp_path, server.url)
        town = dataclasses.replace(bare, territory=load_territory(DEMO_TERRITORY))
        async with open_channel(town):
            await tell(town, 7, "Bonjour.")
            async with database.begin() as connection:
                link = f"https://parvis.example{PATH}secret"
                say(connection, "telegram:7", Reply("Voici vos données.", link=link), clock.now())
            await server.until(lambda: len(server.messages) == 2)
    sent = server.messages[-1]
    assert sent["caption"] == "Voici vos données."
    assert sent["document"]["file_name"] == "mes-donnees.json"
    assert json.loads(sent["document"]["content"])["nos messages"][0]["texte"] == "Bonjour."
