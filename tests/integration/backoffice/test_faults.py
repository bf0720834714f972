"""Whatever befalls a call, each request arrives once, and the words added to it once, after it, in order."""

from __future__ import annotations

import dataclasses
import itertools
import random
from datetime import timedelta

import pytest

from actions.backoffice.dispatcher import MOST_AT_ONCE, Dispatcher
from actions.backoffice.schedule import SCHEDULE
from bot.territory.territory import Territory
from tests.integration.backoffice.conftest import Yard
from tests.integration.backoffice.faulty import FAULTS

KINDS = ("open311", "webhook", "publik", "glpi", "glpi11")
# A webhook's answer is its status alone (2xx is success): a sink that says so without taking lies.
CASES = [(kind, fault) for kind in KINDS for fault in FAULTS if (kind, fault) != ("webhook", "nonsense")]

QUICK = ("reset", "busy", "error_after", "answer_lost", "nonsense_after")


@pytest.mark.parametrize(("kind", "fault"), CASES)
async def test_a_fault_on_the_way_neither_loses_nor_doubles(yard: Yard, kind: str, fault: str) -> None:
    yard.system.faults.extend([fault])
    reference = yard.report()
    yard.say_more(reference, "premier mot")
    yard.say_more(reference, "second mot")
    await yard.settle(yard.dispatcher())
    assert yard.system.accepted == [("request", reference), ("comment", "premier mot"), ("comment", "second mot")]
    assert [row.state for row in yard.rows()] == ["delivered"] * 3


@pytest.mark.parametrize("kind", KINDS)
async def test_faults_one_after_another_neither_lose_nor_double(yard: Yard, kind: str) -> None:
    for first, second in itertools.product(QUICK, repeat=2):
        yard.system.faults.extend([first, second])
        reference = yard.report()
        await yard.settle(yard.dispatcher())
        assert yard.system.accepted == [("request", reference)], (first, second)
        yard.system.accepted.clear()
        yard.system.faults.clear()


# Publik cannot tell whether an added word has arrived: such a doubt goes to an agent (test_publik.py).
@pytest.mark.parametrize(("kind", "fault"), [case for case in CASES if case[0] != "publik"])
async def test_an_added_word_is_not_doubled_either(yard: Yard, kind: str, fault: str) -> None:
    reference = yard.report()
    await yard.settle(yard.dispatcher())
    yard.system.faults.extend([fault, fault])
    yard.say_more(reference, "un mot")
    await yard.settle(yard.dispatcher())
    assert yard.system.accepted[1:] == [("comment", "un mot")]


@pytest.mark.parametrize("kind", KINDS)
async def test_three_days_of_outage_delay_everything_and_lose_nothing(yard: Yard, kind: str) -> None:
    yard.system.down = True
    dispatcher = yard.dispatcher()
    first = yard.report()
    await yard.settle(dispatcher, most=timedelta(days=1))
    second = yard.report("web:b")
    yard.say_more(first, "toujours là")
    await yard.settle(dispatcher, most=timedelta(days=2))
    yard.system.down = False
    await yard.settle(dispatcher, most=timedelta(days=2))
    assert sorted(yard.system.accepted) == sorted([("request", first), ("request", second), ("comment", "toujours là")])
    assert yard.system.accepted.index(("request", first)) < yard.system.accepted.index(("comment", "toujours là"))


@dataclasses.dataclass(frozen=True)
class Workers:
    """Several, one of whom works at a time, by chance; as one dispatcher to `Yard.settle`."""

    all: list[Dispatcher]
    chance: random.Random

    async def deliver_due(self) -> int:
        return await self.chance.choice(self.all).deliver_due()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "publik"])
async def test_whatever_befalls_several_workers_all_arrives_once_and_in_order(yard: Yard, kind: str) -> None:
    chance = random.Random(kind)
    yard.system.faults.extend(chance.choices([*QUICK, "error", "unavailable", *["none"] * 21], k=200))
    workers = Workers([yard.dispatcher() for _ in range(3)], chance)
    expected: dict[str, list[tuple[str, str]]] = {}
    for number in range(20):
        reference = yard.report()
        words = [f"{number}-{place}" for place in range(chance.randrange(4))]
        expected[reference] = [("request", reference), *(("comment", word) for word in words)]
        for word in words:
            yard.say_more(reference, word)
        await workers.deliver_due()
    await yard.settle(workers)
    assert sorted(yard.system.accepted) == sorted(item for items in expected.values() for item in items)
    for items in expected.values():
        assert [item for item in yard.system.accepted if item in items] == items


async def test_after_the_last_try_it_waits_for_an_agent_and_is_not_lost(yard: Yard) -> None:
    yard.system.down = True
    yard.report()
    await yard.settle(yard.dispatcher(), most=timedelta(days=5))
    (row,) = yard.rows()
    assert (row.state, row.attempts) == ("dead", len(SCHEDULE) + 1)


async def test_a_destination_that_fails_is_left_alone_meanwhile(yard: Yard) -> None:
    for number in range(MOST_AT_ONCE + 20):
        yard.report(f"web:{number}")
    yard.system.down = True
    dispatcher = yard.dispatcher()
    for _ in range(20):
        await dispatcher.deliver_due()
    assert yard.system.calls <= MOST_AT_ONCE
    yard.system.down = False
    await yard.settle(dispatcher)
    assert len(yard.system.accepted) == MOST_AT_ONCE + 20


async def test_a_wait_that_is_asked_for_is_kept(yard: Yard) -> None:
    yard.system.faults.append("busy")
    yard.report()
    dispatcher = yard.dispatcher()
    await dispatcher.deliver_due()
    calls = yard.system.calls
    yard.clock.advance(timedelta(seconds=110))
    assert (await dispatcher.deliver_due(), yard.system.calls) == (0, calls)
    yard.clock.advance(timedelta(seconds=30))
    assert await dispatcher.deliver_due() == 1


async def test_what_is_for_the_desk_has_already_arrived(yard: Yard, belrive: Territory) -> None:
    town = dataclasses.replace(yard, territory=belrive)
    town.report()
    await town.dispatcher().deliver_due()
    assert [(row.destination, row.state) for row in town.rows()] == [("desk", "delivered")]
