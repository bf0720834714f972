"""What a message means before and beside the model."""

from __future__ import annotations

from typing import Any

from bot.storage.database import Database
from connectors.understanding import understand

FIRE = "au secours il y a le feu dans ma cuisine"


async def _fail(_text: str) -> dict[str, Any]:
    raise RuntimeError("the model is down")


async def test_a_danger_is_known_when_the_model_fails(database: Database) -> None:
    with database.read() as connection:
        understood = await understand(connection, "web:a", {"text": FIRE}, _fail)

    assert understood["intent"]["name"] == "urgence"
    assert understood["intent"]["full_retrieval_intent_name"].startswith("urgence/")
    assert understood["entities"] == []
