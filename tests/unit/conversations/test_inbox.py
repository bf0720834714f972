"""A message is stored once, cleaned, and dealt with once."""

from __future__ import annotations

import pytest

from bot.clock import MovableClock
from bot.conversations import inbox
from bot.conversations.conversation import ConversationUnknown
from bot.storage.database import Database

WHO = "web:a"


def test_the_same_key_twice_is_one_message(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        assert inbox.receive(connection, WHO, "1", {"text": "bonjour"}, clock.now()) is not None
        assert inbox.receive(connection, WHO, "1", {"text": "bonjour"}, clock.now()) is None
        assert inbox.receive(connection, "web:b", "1", {"text": "bonjour"}, clock.now()) is not None


def test_messages_are_served_in_order_the_oldest_conversation_first(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        for who, key in ((WHO, "1"), ("web:b", "1"), (WHO, "2")):
            inbox.receive(connection, who, key, {"text": key}, clock.now())
        assert inbox.conversations_to_serve(connection) == [WHO, "web:b"]
        first = inbox.next_waiting(connection, WHO)
        assert first is not None
        assert first.content == {"text": "1"}
        assert inbox.settle(connection, first)
        assert not inbox.settle(connection, first)
        second = inbox.next_waiting(connection, WHO)
        assert second is not None
        assert second.content == {"text": "2"}


def test_a_message_that_always_fails_is_given_up_and_kept(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        inbox.receive(connection, WHO, "1", {"text": "poison"}, clock.now())
        message = inbox.next_waiting(connection, WHO)
        assert message is not None
        given_up = [inbox.note_failure(connection, message) for _ in range(inbox.MOST_ATTEMPTS)]
        assert given_up == [False, False, True]
        assert inbox.next_waiting(connection, WHO) is None


def test_what_no_database_bears_is_taken_out(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        inbox.receive(connection, WHO, "1", {"text": "a\0b\ud83d"}, clock.now())
        message = inbox.next_waiting(connection, WHO)
        assert message is not None
        assert message.content["text"] == "ab?"


def test_a_text_that_is_too_long_is_refused_and_not_stored(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        with pytest.raises(inbox.MessageTooLong):
            inbox.receive(connection, WHO, "1", {"text": "a" * (inbox.MOST_CHARACTERS + 1)}, clock.now())
        assert not inbox.conversations_to_serve(connection)


@pytest.mark.parametrize("identifier", ["", "a", "WEB:a", "web:", "web:é", "web:" + "a" * 61, "web:a b", "web:a\n"])
def test_an_identifier_of_another_form_opens_no_conversation(
    database: Database, clock: MovableClock, identifier: str
) -> None:
    with database.begin_now() as connection, pytest.raises(ConversationUnknown):
        inbox.receive(connection, identifier, "1", {"text": "bonjour"}, clock.now())
