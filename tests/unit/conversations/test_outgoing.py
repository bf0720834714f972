"""Replies are numbered rows; a button leaves the server as an opaque identifier."""

from __future__ import annotations

import pytest

from bot.clock import MovableClock
from bot.conversations import conversation, outgoing
from bot.conversations.outgoing import Button, Reply
from bot.storage.database import Database

WHO = "web:a"
CHOICE = Reply("J’envoie ?", [Button("Oui", "/affirmer"), Button("Non", "/nier")])


def test_a_button_means_something_only_in_its_own_conversation(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        for who in (WHO, "web:b"):
            conversation.open_conversation(connection, who, clock.now())
        number = outgoing.say(connection, WHO, CHOICE, clock.now())
        assert outgoing.resolve_button(connection, WHO, f"{number}.0") == (Button("Oui", "/affirmer"), True)
        assert outgoing.resolve_button(connection, "web:b", f"{number}.0") is None


def test_a_button_of_an_earlier_turn_is_known_as_old(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        conversation.open_conversation(connection, WHO, clock.now())
        number = outgoing.say(connection, WHO, CHOICE, clock.now())
        conversation.finish_turn(connection, WHO, clock.now())
        assert outgoing.resolve_button(connection, WHO, f"{number}.1") == (Button("Non", "/nier"), False)


@pytest.mark.parametrize(
    "payload", ["", "1", "1.9", "x.0", "1.x", "-1.0", "1.0.0", "/affirmer", "9" * 40 + ".0", "١.0"]
)
def test_what_is_no_button_is_none(database: Database, clock: MovableClock, payload: str) -> None:
    with database.begin_now() as connection:
        conversation.open_conversation(connection, WHO, clock.now())
        outgoing.say(connection, WHO, CHOICE, clock.now())
        assert outgoing.resolve_button(connection, WHO, payload) is None


def test_the_meaning_of_a_button_never_leaves(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        conversation.open_conversation(connection, WHO, clock.now())
        outgoing.say(connection, WHO, CHOICE, clock.now())
        (message,) = outgoing.messages_after(connection, WHO, 0)
        assert "affirmer" not in str(message.public_buttons())


def test_a_reader_that_comes_back_gets_what_follows(database: Database, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        conversation.open_conversation(connection, WHO, clock.now())
        numbers = [outgoing.say(connection, WHO, Reply(str(index)), clock.now()) for index in range(3)]
        rest = outgoing.messages_after(connection, WHO, numbers[0])
        assert [message.text for message in rest] == ["1", "2"]
