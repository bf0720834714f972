"""Several workers on one database, SQLite or PostgreSQL: each delivery is taken by one of them."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta

import pytest

from actions.backoffice.dispatcher import MOST_AT_ONCE
from bot.requests.breakers import PAUSE
from bot.requests.deliveries import LEASE, lease, settle
from bot.storage.database import Database
from tests.integration.backoffice.conftest import Yard
from tests.postgres import BOTH

pytestmark = BOTH
KINDS = ("open311", "webhook", "publik", "glpi", "glpi11")
DEPARTMENT_MAIL = "voirie@belrive.example"


def beside(yard: Yard) -> Yard:
    """The same town in another process: a pool of connections of its own."""
    url = yard.database.engine.url.render_as_string(hide_password=False)
    return dataclasses.replace(yard, database=Database(url))


async def work_together(yard: Yard) -> None:
    yards = [yard, beside(yard), beside(yard)]
    workers = [each.dispatcher() for each in yards]
    while sum(await asyncio.gather(*(worker.deliver_due() for worker in workers))):
        pass
    for each in yards[1:]:
        each.database.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_workers_never_take_the_same_delivery(yard: Yard) -> None:
    references = [yard.report(f"web:{number}") for number in range(45)]
    await work_together(yard)
    assert sorted(yard.system.accepted) == sorted(("request", reference) for reference in references)


async def test_workers_leave_a_failing_destination_alone_together_and_one_tries_again(yard: Yard) -> None:
    for number in range(2 * MOST_AT_ONCE):
        yard.report(f"web:{number}")
    other = beside(yard)
    one, two = yard.dispatcher(), other.dispatcher()
    yard.system.down = True
    await one.deliver_due()
    calls = yard.system.calls
    assert (await two.deliver_due(), yard.system.calls) == (0, calls)
    yard.clock.advance(PAUSE * 1.1)
    assert sorted(await asyncio.gather(one.deliver_due(), two.deliver_due())) == [0, 1]
    yard.system.down = False
    yard.clock.advance(PAUSE * 1.1)
    assert await two.deliver_due() == 1
    assert await one.deliver_due() + await two.deliver_due() > MOST_AT_ONCE
    other.database.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_workers_keep_the_order_of_each_request(yard: Yard) -> None:
    references = [yard.report() for _ in range(8)]
    for number in range(3):
        for reference in references:
            yard.say_more(reference, f"{reference} {number}")
    await work_together(yard)
    for reference in references:
        told = [words for kind, words in yard.system.accepted if kind == "comment" and words.startswith(reference)]
        assert told == [f"{reference} {number}" for number in range(3)]
        assert yard.system.accepted.index(("request", reference)) < yard.system.accepted.index(("comment", told[0]))


async def test_a_worker_that_lost_its_lease_writes_nothing(yard: Yard) -> None:
    yard.report()
    async with yard.database.begin() as connection:
        (slow,) = lease(connection, "systeme", yard.clock.now(), 1)
    yard.clock.advance(LEASE + timedelta(seconds=1))
    async with yard.database.begin() as connection:
        (quick,) = lease(connection, "systeme", yard.clock.now(), 1)
        assert quick.uncertain and not slow.uncertain
        assert not settle(connection, slow, state="dead")
        assert settle(connection, quick, state="delivered")
    assert [row.state for row in yard.rows()] == ["delivered"]


async def falling_back(yard: Yard) -> Yard:
    destination = dataclasses.replace(yard.territory.destinations["systeme"], fallback=True)
    road = dataclasses.replace(yard.territory.departments["voirie"], email=DEPARTMENT_MAIL)
    territory = dataclasses.replace(
        yard.territory,
        destinations={"systeme": destination},
        departments={**yard.territory.departments, "voirie": road},
    )
    return dataclasses.replace(yard, territory=territory)


@pytest.mark.parametrize("kind", ["glpi"])
async def test_what_a_system_does_not_take_for_hours_goes_by_mail_with_its_words(yard: Yard) -> None:
    yard = await falling_back(yard)
    yard.system.faults.extend(["unavailable"] * 50)
    reference = yard.report()
    yard.say_more(reference, "un mot")
    start = yard.clock.now()
    await yard.settle(yard.dispatcher())
    assert yard.clock.now() - start < timedelta(hours=4)
    assert [(row.destination, row.state, row.attempts) for row in yard.rows()] == [("email", "delivered", 1)] * 2
    assert yard.rows()[0].instead_of == "systeme"
    mails = sorted(path.name for path in (yard.settings.var / "mail").glob("*.eml"))
    assert len(mails) == 2 and not yard.system.accepted
    assert "le syst=C3=A8me habituel" in (yard.settings.var / "mail" / f"{reference}.eml").read_text()


@pytest.mark.parametrize("kind", ["glpi"])
async def test_what_may_have_arrived_never_goes_by_mail_too(yard: Yard) -> None:
    yard = await falling_back(yard)
    yard.system.faults.append("answer_lost")
    reference = yard.report()
    dispatcher = yard.dispatcher()
    await dispatcher.deliver_due()
    yard.system.down = True
    await yard.settle(dispatcher, most=timedelta(days=1))
    yard.system.down = False
    await yard.settle(dispatcher)
    assert yard.system.accepted == [("request", reference)]
    assert not (yard.settings.var / "mail").exists()


@pytest.mark.parametrize("kind", ["glpi"])
async def test_a_destination_that_the_territory_lost_leaves_dead_letters(yard: Yard) -> None:
    yard.report()
    other = dataclasses.replace(yard, territory=dataclasses.replace(yard.territory, destinations={}))
    running = asyncio.ensure_future(other.dispatcher().run())
    while yard.rows()[0].state == "waiting":
        await asyncio.sleep(0)
    running.cancel()
    assert yard.rows()[0].state == "dead"
