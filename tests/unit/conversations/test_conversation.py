"""A conversation has one owner at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.conversations import conversation
from bot.conversations.conversation import AGENT, ASSISTANT, QUEUE, AlreadyTaken
from bot.storage.database import Database


def test_the_queue_tells_each_one_their_place(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        for minute, who in enumerate(("web:a", "web:b")):
            conversation.open_conversation(connection, who, clock.now())
            place = conversation.ask_for_person(connection, who, "aide", clock.now() + timedelta(minutes=minute))
            assert place == minute + 1
        later = clock.now() + timedelta(hours=1)
        assert conversation.ask_for_person(connection, "web:a", "encore", later) == 1
        assert conversation.get_conversation(connection, "web:a").reason == "aide"


def test_two_agents_do_not_take_the_same_conversation(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        conversation.open_conversation(connection, "web:a", clock.now())
        conversation.take(connection, "web:a", "Claire", clock.now())
        conversation.take(connection, "web:a", "Claire", clock.now())
        with pytest.raises(AlreadyTaken, match="Claire"):
            conversation.take(connection, "web:a", "Paul", clock.now())


def test_the_owner_goes_from_the_assistant_to_the_queue_to_an_agent_and_back(
    database: Database, clock: MovableClock
) -> None:
    with database.begin_now() as connection:
        conversation.open_conversation(connection, "web:a", clock.now())
        owners = [conversation.get_conversation(connection, "web:a").owner]
        conversation.ask_for_person(connection, "web:a", "", clock.now())
        owners.append(conversation.get_conversation(connection, "web:a").owner)
        conversation.take(connection, "web:a", "Claire", clock.now())
        owners.append(conversation.get_conversation(connection, "web:a").owner)
        conversation.give_back(connection, "web:a", clock.now())
        owners.append(conversation.get_conversation(connection, "web:a").owner)
        assert owners == [ASSISTANT, QUEUE, AGENT, ASSISTANT]
        assert not conversation.waiting_conversations(connection)
