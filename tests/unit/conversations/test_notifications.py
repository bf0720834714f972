"""What changes on a request is told to each of its voices, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.conversations.notifications import change_status, merge_requests, reopen_request, unmerge_requests
from bot.conversations.outgoing import messages_after
from bot.requests.additions import follow
from bot.requests.merging import MergeRefused
from bot.requests.register import record
from bot.requests.service_request import NewRequest, Place
from bot.storage.database import Database
from bot.territory import Territory


def reported(connection: Connection, town: Territory, clock: MovableClock, conversation_id: str) -> str:
    open_conversation(connection, conversation_id, clock.now())
    new = NewRequest("nid_de_poule", "un trou", Place("12 rue Pasteur"), conversation_id)
    return record(connection, town, new, clock.now()).reference


def told(connection: Connection, conversation_id: str) -> list[str]:
    return [message.text for message in messages_after(connection, conversation_id, 0)]


def test_the_voices_of_a_duplicate_are_told_of_the_merge_then_of_what_becomes_of_the_original(
    database: Database, belrive: Territory, clock: MovableClock
) -> None:
    with database.begin_now() as connection:
        first, second = (reported(connection, belrive, clock, voice) for voice in ("web:a", "web:b"))
        merge_requests(connection, second, first, "Claire", clock.now())
        change_status(connection, belrive, first, "en_cours", "Claire", clock.now())
        assert [first in text for text in told(connection, "web:b")] == [True, True]
        assert len(told(connection, "web:a")) == 1
        unmerge_requests(connection, second, "Claire", clock.now())
        assert "à part" in told(connection, "web:b")[-1] and len(told(connection, "web:a")) == 1


def test_a_merge_that_is_refused_tells_nobody(database: Database, belrive: Territory, clock: MovableClock) -> None:
    with database.begin_now() as connection:
        reference = reported(connection, belrive, clock, "web:a")
        with pytest.raises(MergeRefused):
            merge_requests(connection, reference, reference, "Claire", clock.now())
        assert told(connection, "web:a") == []


def test_who_reopens_is_answered_by_the_dialogue_and_the_others_are_told(
    database: Database, belrive: Territory, clock: MovableClock
) -> None:
    with database.begin_now() as connection:
        reference = reported(connection, belrive, clock, "web:a")
        open_conversation(connection, "web:b", clock.now())
        follow(connection, reference, "web:b", clock.now())
        change_status(connection, belrive, reference, "resolu", "Claire", clock.now())
        clock.advance(timedelta(days=3))
        reopen_request(connection, belrive, reference, "web:b", clock.now())
        # the news and the question on how it went; the reopening is answered by the dialogue
        assert len(told(connection, "web:b")) == 2
        assert "Rouvert" in told(connection, "web:a")[-1]
