"""The demo town and its real agent: loaded once for all the tests that need them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.clock import MovableClock
from bot.settings import read_settings
from connectors.town import Town, open_town

if TYPE_CHECKING:  # importing Rasa takes ten seconds, which most tests do not need
    from connectors.engine import Engine
    from connectors.scripted_chat import ScriptedChat


@pytest.fixture(scope="session")
def agent() -> Any:
    """The real agent with a model of the present data (trained when there is none)."""
    from connectors.dialogue.agent import load_agent
    from nlu.training import ensure_trained

    return load_agent(ensure_trained())


@pytest.fixture
def town(tmp_path: Path, clock: MovableClock) -> Town:
    """The demo town on a database of its own."""
    return open_town(read_settings({"PARVIS_DATABASE_URL": f"sqlite:///{tmp_path / 'town.db'}"}), clock)


@pytest.fixture
def engine(town: Town, agent: Any, clock: MovableClock) -> Engine:
    """An engine that answers in the town."""
    from connectors.engine import Engine

    return Engine(town.database, town.territory, town.places, agent, clock)


@dataclass
class Talk:
    """A conversation written as its words; each answer is the sentences that came back."""

    chat: ScriptedChat
    sender: str = "a"

    async def say(self, text: str) -> str:
        """What is answered to a text."""
        return self._text(await self.step(text=text))

    async def press(self, title: str) -> str:
        """What is answered to a pressed button."""
        return self._text(await self.step(button=title))

    async def step(self, **step: Any) -> dict[str, Any]:
        """The whole answer to one line of a script."""
        return await self.chat.answer(json.dumps({"sender": self.sender, **step}))

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Requests recorded since the beginning."""
        return self.chat.end()["requests"]

    @staticmethod
    def _text(answer: dict[str, Any]) -> str:
        return "\n".join(reply["text"] for reply in answer["replies"])


@pytest.fixture
def talk(town: Town, engine: Engine, clock: MovableClock) -> Talk:
    """A conversation on the website's channel."""
    from connectors.scripted_chat import ScriptedChat

    return Talk(ScriptedChat(town, engine, clock, "web"))
