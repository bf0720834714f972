"""An Open311 server that gives tokens, says little, or refuses: what the dispatcher makes of it."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import cast

import pytest

from tests.integration.backoffice.conftest import Yard
from tests.integration.backoffice.open311_system import Open311System


@pytest.fixture
def kind() -> str:
    return "open311"


def system(yard: Yard) -> Open311System:
    return cast(Open311System, yard.system)


async def test_a_token_is_asked_about_until_the_number_is_there(yard: Yard) -> None:
    system(yard).tokens = True
    reference = yard.report()
    dispatcher = yard.dispatcher()
    for _ in range(4):
        await dispatcher.deliver_due()
        yard.clock.advance(timedelta(hours=6))
    (row,) = yard.rows()
    assert (row.state, row.token, row.external_id) == ("waiting", "t1", None)
    yard.say_more(reference, "toujours là")
    system(yard).tokens = False

    await yard.settle(dispatcher)

    assert yard.rows()[0].external_id == "1"
    assert system(yard).accepted == [("request", reference), ("comment", "toujours là")]


@pytest.mark.parametrize("fault", ["answer_lost", "reset"])
async def test_what_a_silent_server_may_have_is_left_to_an_agent(yard: Yard, fault: str) -> None:
    """It publishes neither words nor places: nobody can tell whether the request arrived."""
    system(yard).mute = True
    other = yard.report("web:b")
    await yard.settle(yard.dispatcher())
    system(yard).faults.append(fault)
    reference = yard.report()

    await yard.settle(yard.dispatcher())

    last = yard.rows()[-1]
    assert (last.reference, last.state) == (reference, "dead")
    assert "Impossible de savoir" in last.last_error
    assert system(yard).accepted.count(("request", reference)) <= 1
    assert ("request", other) in system(yard).accepted


async def test_a_neighbour_s_request_is_not_taken_for_ours(yard: Yard) -> None:
    """Same kind, same place, another resident: the reference tells them apart."""
    first = yard.report("web:b")
    await yard.settle(yard.dispatcher())
    system(yard).faults.append("reset")
    second = yard.report()

    await yard.settle(yard.dispatcher())

    assert system(yard).accepted == [("request", first), ("request", second)]
    assert [row.external_id for row in yard.rows()] == ["1", "2"]


async def test_a_refused_key_is_tried_again_once_it_is_mended(yard: Yard) -> None:
    wrong = {"PARVIS_DESTINATION_SYSTEME_API_KEY": "fausse"}
    yard.settings = dataclasses.replace(yard.settings, destination_secrets=wrong)
    yard.report()
    await yard.dispatcher().deliver_due()

    (row,) = yard.rows()

    assert (row.state, row.attempts) == ("waiting", 1)
    assert "refuse notre accès" in row.last_error
