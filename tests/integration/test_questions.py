"""Questions are answered from the territory, with what the clock and the address change."""

from __future__ import annotations

import pytest

from bot.knowledge import answer
from tests.integration.conftest import Talk

pytestmark = pytest.mark.slow


def test_every_topic_has_an_answer_with_source_and_date(talk: Talk) -> None:
    town = talk.chat.town
    assert len(town.territory.topics) == 47
    for code in town.territory.topics:
        found = answer(town.territory, code, town.clock.now())
        assert "Source" in found.text
        assert "vérifié" in found.text
        assert not found.stale


async def test_collection_days_depend_on_the_address(talk: Talk) -> None:
    here = await talk.say("c'est quel jour les poubelles au 12 rue Pasteur ?")
    assert "Source" in here
    everywhere = await talk.say("c'est quel jour les poubelles ?")
    assert len(here) < len(everywhere)


async def test_opening_hours_depend_on_the_clock(talk: Talk) -> None:
    assert "ouverte jusqu’à 12\u00a0h" in await talk.say("à quelle heure ferme la mairie aujourd'hui ?")
    await talk.chat.answer('{"advance": "10 hours"}')
    assert "fermée" in await talk.say("à quelle heure ferme la mairie aujourd'hui ?")
