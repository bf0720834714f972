"""The index of words follows every change of a request, in SQLite and in PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.privacy import erasure
from bot.requests import personal
from bot.requests.register import get_request, set_status
from bot.requests.rerouting import correct
from bot.requests.search_words import drop_erased_words, newest_holding
from bot.requests.service_request import Place
from bot.territory import Territory
from tests.postgres import BOTH
from tests.unit.requests.conftest import NewReference

pytestmark = BOTH
LEAS = Place("3 quai Sud, 96380 Belrive", "chez Léa Zyromska", 47.001, 1.002, True)


def found(connection: Connection, words: str, most: int = 10) -> list[str]:
    return list(connection.execute(newest_holding(connection, words, most)).scalars())


def test_beginnings_of_words_are_enough_and_all_must_be_held(connection: Connection, report: NewReference) -> None:
    hole = report()
    for words in ("trou", "TROU", "past", "rue pas", "Trou  dans", "12", hole, hole.replace("-", ""), hole[:6]):
        assert found(connection, words) == [hole], words
    for words in ("asteur", "trou lilas", "uu"):  # a reference has no U
        assert found(connection, words) == [], words


@pytest.mark.parametrize("words", ['"', "trou OR lilas", "trou NOT rue", "words : trou*", "a & !b", "trou:*", "^trou"])
def test_signs_are_no_commands(connection: Connection, report: NewReference, words: str) -> None:
    report()
    assert found(connection, f"{words} introuvable") == []


def test_the_newest_come_first_up_to_a_limit(connection: Connection, report: NewReference, clock: MovableClock) -> None:
    made = []
    for _ in range(4):
        clock.advance(timedelta(seconds=1))
        made.insert(0, report())
    assert found(connection, "trou", most=3) == made[:3]


def test_a_corrected_request_is_found_by_its_new_kind_and_place_alone(
    connection: Connection, belrive: Territory, clock: MovableClock, report: NewReference
) -> None:
    hole, other = report(), report()
    correct(connection, belrive, hole, "Claire", clock.now(), service_code="graffiti_tag", place=LEAS)
    assert found(connection, "quai sud") == found(connection, "tag") == [hole]
    assert found(connection, "pasteur") == [other]


def test_what_a_resident_has_erased_finds_nothing(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    reference = report("web:lea", LEAS)
    assert found(connection, "zyromska") == [reference]
    personal.erase(connection, reference, "web:lea", clock.now())
    assert found(connection, "zyromska") == []
    assert found(connection, "quai sud") == found(connection, reference) == [reference]


def test_words_erased_at_the_end_of_their_life_find_nothing(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    reference = report("web:lea", LEAS)
    set_status(connection, reference, "resolu", "Claire", clock.now())
    erasure.erase(connection, "web:lea")
    assert found(connection, "zyromska") == found(connection, "trou") == []
    assert found(connection, "quai sud") == [reference]
    assert get_request(connection, reference).place.note is None


def test_the_file_keeps_no_erased_word_after_the_purge(
    connection: Connection, clock: MovableClock, report: NewReference
) -> None:
    personal.erase(connection, report("web:lea", LEAS), "web:lea", clock.now())
    drop_erased_words(connection)
    if connection.dialect.name == "sqlite":
        blocks = connection.exec_driver_sql("SELECT block FROM request_search_data").scalars().all()
        assert any(b"pasteur" in block or b"quai" in block for block in blocks)
        assert not any(b"zyromska" in block for block in blocks)
