from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.clock import MovableClock
from bot.conversations.inbox import next_waiting, receive
from bot.privacy.access import data_file, holding
from bot.privacy.erasure import erase
from bot.requests.additions import add, follow
from bot.requests.register import get_request, set_status
from bot.storage.tables import metadata
from bot.territory import Territory
from tests.unit.privacy.conftest import NEIGHBOUR, RESIDENT, SECRET


def everything(connection: Connection) -> str:
    """All that the database holds, as text."""
    return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(sa.select(table)))


def test_a_closed_request_keeps_nothing_of_the_resident(
    connection: Connection, reference: str, clock: MovableClock
) -> None:
    add(connection, reference, RESIDENT, clock.now(), f"c’est {SECRET}")
    set_status(connection, reference, "resolu", "Claire", clock.now())

    erase(connection, RESIDENT)

    left = everything(connection)
    assert SECRET not in left
    assert "lea@exemple.fr" not in left
    request = get_request(connection, reference)
    assert (request.service_code, request.place.address) == ("nid_de_poule", "12 rue Pasteur, 96380 Belrive")
    assert (request.voices, request.media, request.contact) == (0, (), None)


def test_the_team_keeps_the_words_of_a_request_that_is_open(connection: Connection, reference: str) -> None:
    erase(connection, RESIDENT)

    request = get_request(connection, reference)
    assert SECRET in request.description
    assert (request.voices, request.contact) == (0, None)


def test_what_a_neighbour_said_stays(connection: Connection, reference: str, clock: MovableClock) -> None:
    receive(connection, NEIGHBOUR, "a", {"text": "moi aussi"}, clock.now())
    follow(connection, reference, NEIGHBOUR, clock.now(), "il est profond")

    erase(connection, RESIDENT)

    assert get_request(connection, reference).voices == 1
    assert holding(connection, NEIGHBOUR).messages == 1
    assert "il est profond" in everything(connection)


def test_a_message_that_still_waits_is_not_lost(connection: Connection, reference: str, clock: MovableClock) -> None:
    receive(connection, RESIDENT, "b", {"text": "et aussi"}, clock.now())
    erase(connection, RESIDENT)
    assert next_waiting(connection, RESIDENT) is not None


def test_the_file_holds_all_of_ones_own_and_nothing_of_a_neighbour(
    connection: Connection, reference: str, clock: MovableClock, belrive: Territory
) -> None:
    receive(connection, NEIGHBOUR, "a", {"text": "moi aussi"}, clock.now())
    follow(connection, reference, NEIGHBOUR, clock.now(), "il est profond")

    mine = json.loads(data_file(connection, belrive, RESIDENT))
    theirs = data_file(connection, belrive, NEIGHBOUR)

    assert SECRET in mine["vos messages"][0]["text"]
    assert mine["vos demandes"][0]["contact"] == {"email": "lea@exemple.fr", "phone": None}
    assert mine["vos idées et félicitations"][0]["texte"] == "des bancs"
    assert "il est profond" not in json.dumps(mine, ensure_ascii=False)
    assert reference in theirs
    assert SECRET not in theirs
    assert "lea@exemple.fr" not in theirs
