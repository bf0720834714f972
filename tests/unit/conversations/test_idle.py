from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.conversations.conversation import ask_for_person, get_conversation, take
from bot.conversations.idle import IDLE, release_idle
from bot.conversations.inbox import receive
from bot.conversations.outgoing import Reply, messages_after, say
from bot.storage.database import Database

RESIDENT = "web:habitant"


@pytest.fixture
def taken(database: Database, clock: MovableClock) -> Database:
    """A conversation that Claire has just taken."""
    with database.begin_now() as connection:
        receive(connection, RESIDENT, "a", {"text": "bonjour"}, clock.now())
        ask_for_person(connection, RESIDENT, "bonjour", clock.now())
        take(connection, RESIDENT, "Claire", clock.now())
        say(connection, RESIDENT, Reply("Je regarde."), clock.now() + timedelta(seconds=1), "Claire, mairie")
    return database


def test_an_agent_at_work_keeps_the_conversation(taken: Database, clock: MovableClock) -> None:
    clock.advance(IDLE)
    with taken.begin_now() as connection:
        assert release_idle(connection, clock.now()) == []


def test_when_everybody_is_silent_the_assistant_takes_over_and_says_so(taken: Database, clock: MovableClock) -> None:
    clock.advance(IDLE + timedelta(minutes=1))
    with taken.begin_now() as connection:
        assert release_idle(connection, clock.now()) == [RESIDENT]
        assert get_conversation(connection, RESIDENT).owner == "assistant"
        assert "Claire a dû s’absenter" in messages_after(connection, RESIDENT, 0)[-1].text
        assert release_idle(connection, clock.now()) == []


def test_a_resident_left_without_an_answer_is_first_in_the_queue_again(taken: Database, clock: MovableClock) -> None:
    clock.advance(timedelta(minutes=1))
    with taken.begin_now() as connection:
        receive(connection, RESIDENT, "b", {"text": "alors ?"}, clock.now())
        clock.advance(IDLE)
        receive(connection, "web:autre", "a", {"text": "bonjour"}, clock.now())
        ask_for_person(connection, "web:autre", "bonjour", clock.now())
        release_idle(connection, clock.now())
        assert get_conversation(connection, RESIDENT).owner == "queue"
        assert ask_for_person(connection, RESIDENT, "", clock.now()) == 1
        assert ask_for_person(connection, "web:autre", "", clock.now()) == 2
