"""GLPI: a ticket under our reference, its photos, what is said under it, by both interfaces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.conversations.outgoing import messages_after
from bot.requests.register import get_request
from bot.requests.reopening import reopen
from bot.territory.territory import Territory
from tests.integration.backoffice.conftest import RESIDENT, Yard

BOTH = pytest.mark.parametrize("kind", ["glpi", "glpi11"])


def status(yard: Yard, reference: str) -> str:
    with yard.database.read() as connection:
        return get_request(connection, reference).status


@BOTH
async def test_a_ticket_bears_our_reference_and_category(yard: Yard) -> None:
    reference = yard.report()
    await yard.dispatcher().deliver_due()
    system: Any = yard.system
    ticket = system.tickets[1]
    assert reference in (ticket.get("externalid"), ticket.get("external_id"))
    assert ticket["type"] == 2 and "un trou" in ticket["content"] and "12 rue Pasteur" in ticket["name"]
    assert ticket.get("itilcategories_id", ticket.get("category")) in (7, {"id": 7})


@BOTH
async def test_a_session_serves_all_and_a_forgotten_one_is_opened_again_once(yard: Yard) -> None:
    dispatcher = yard.dispatcher()
    system: Any = yard.system
    for given in (1, 2):
        for number in range(10):
            yard.report(f"web:{given}-{number}")
        await dispatcher.deliver_due()
        assert system.sessions.given == given
        system.sessions.known.clear()
    assert [row.state for row in yard.rows()] == ["delivered"] * 20


def photos(folder: Path, *names: str) -> tuple[str, ...]:
    (folder / "media").mkdir(exist_ok=True)
    for name in names:
        (folder / "media" / name).write_bytes(b"jpeg")
    return names


@pytest.mark.parametrize("kind", ["glpi"])
@pytest.mark.parametrize("place", range(3))
async def test_a_photo_lost_on_the_way_is_added_to_the_same_ticket(yard: Yard, tmp_path: Path, place: int) -> None:
    yard.system.faults.extend([*["none"] * place, "answer_lost"])
    yard.report(media=photos(tmp_path, "a.jpg", "b.jpg"))
    await yard.settle(yard.dispatcher())
    system: Any = yard.system
    assert len(system.tickets) == 1
    assert system.documents == [(1, "a.jpg"), (1, "b.jpg")]


@pytest.mark.parametrize("kind", ["glpi"])
@pytest.mark.parametrize("fault", ["reset", "answer_lost"])
@pytest.mark.parametrize("place", range(3))
async def test_the_photos_of_an_added_word_join_the_ticket_once(
    yard: Yard, tmp_path: Path, fault: str, place: int
) -> None:
    reference = yard.report(media=photos(tmp_path, "a.jpg"))
    await yard.settle(yard.dispatcher())
    yard.system.faults.extend([*["none"] * place, fault])
    yard.say_more(reference, "un mot", photos(tmp_path, "b.jpg", "c.jpg"))
    await yard.settle(yard.dispatcher())
    system: Any = yard.system
    assert system.documents == [(1, "a.jpg"), (1, "b.jpg"), (1, "c.jpg")]
    assert yard.system.accepted == [("request", reference), ("comment", "un mot")]


@BOTH
async def test_what_is_said_and_done_there_comes_back_once(yard: Yard, kind: str) -> None:
    reference = yard.report()
    yard.say_more(reference, "un mot")
    dispatcher = yard.dispatcher()
    await yard.settle(dispatcher)
    system: Any = yard.system
    number = 1 if kind == "glpi" else "1"
    where = {"items_id": 1} if kind == "glpi" else {"ticket": number}
    for content, private in (("&lt;p&gt;Nous passons jeudi.&lt;/p&gt;", 0), ("<p>entre nous</p>", 1)):
        row = {"id": len(system.followups) + 1, "content": content, "is_private": private, **where}
        system.followups.append(row)
    system.tickets[1]["status"] = 5 if kind == "glpi" else {"id": 5, "name": "Résolu"}
    assert [await yard.collector().collect() for _ in range(2)] == [2, 0]
    with yard.database.read() as connection:
        told = [message.text for message in messages_after(connection, RESIDENT, 0)]
    # After the end of a request the resident is asked whether the answer was good.
    assert "Nous passons jeudi." in told[-3] and "Réglé" in told[-2]
    assert not any("entre nous" in text or "un mot" in text for text in told)
    assert status(yard, reference) == "resolu"


@BOTH
async def test_what_a_resident_reopened_is_not_closed_again_by_the_old_state(
    yard: Yard, belrive: Territory, kind: str
) -> None:
    reference = yard.report()
    await yard.settle(yard.dispatcher())
    system: Any = yard.system

    async def seen(state: int, changed: str) -> str:
        system.tickets[1] |= {"status": state if kind == "glpi" else {"id": state}, "date_mod": changed}
        await yard.collector().collect()
        return status(yard, reference)

    assert await seen(5, "mardi") == "resolu"
    with yard.database.begin_now() as connection:
        reopen(connection, belrive, reference, RESIDENT, yard.clock.now())
    await yard.settle(yard.dispatcher())
    assert kind != "glpi" or system.tickets[1]["status"] == 1
    assert await seen(5, "mercredi, par notre propre précision") == "rouvert"
    assert await seen(5, "jeudi, par une autre") == "rouvert"
    assert [await seen(2, "vendredi"), await seen(5, "samedi")] == ["en_cours", "resolu"]
