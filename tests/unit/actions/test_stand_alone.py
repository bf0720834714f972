"""Rasa's own action server runs the actions too, each in a turn of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions import stand_alone
from actions.stand_alone import stand_alone_turn
from bot.conversations.conversation import get_conversation


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("PARVIS_DATABASE_URL", f"sqlite:///{tmp_path / 'town.db'}")
    stand_alone._town.cache_clear()
    yield
    stand_alone._town.cache_clear()


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(("sender", "conversation_id"), [("web:a", "web:a"), ("abc", "shell:abc")])
def test_a_turn_is_opened_for_the_sender(sender: str, conversation_id: str) -> None:
    with stand_alone_turn(sender) as turn:
        assert turn.territory.name == "Belrive"
        assert get_conversation(turn.connection, conversation_id).id == turn.conversation_id


@pytest.mark.usefixtures("environment")
def test_what_a_turn_wrote_is_there_in_the_next() -> None:
    with stand_alone_turn("web:a"):
        pass
    with stand_alone_turn("web:b") as turn:
        assert get_conversation(turn.connection, "web:a").turns == 0
