"""What an agent puts right on the page of a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient

from bot.clock import MovableClock
from bot.conversations.outgoing import messages_after
from bot.requests.register import get_request, set_status
from bot.requests.service_request import Place, ServiceRequest
from connectors.town import Town

NewRequest = Callable[..., str]
RESIDENT = "web:habitant"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HERE = Place("12 rue Pasteur, 96380 Belrive", None, 47.001, 1.002, True)


def found(town: Town, reference: str) -> ServiceRequest:
    with town.database.read() as connection:
        return get_request(connection, reference)


async def page_of(agent: TestClient, reference: str) -> str:
    return await (await agent.get(f"/bureau/demandes/{reference}")).text()


async def test_a_request_nearby_is_offered_merged_and_separated(
    agent: TestClient, new_request: NewRequest, town: Town
) -> None:
    first, second = new_request(place=HERE), new_request("encore un trou", place=HERE)
    assert f"Réunir avec {first}" in await page_of(agent, second)

    merged = await agent.post(f"/bureau/demandes/{second}/reunir", data={"originale": first.lower().replace("-", " ")})

    assert "suivies ensemble" in await merged.text() and found(town, second).duplicate_of == first
    assert f'href="/bureau/demandes/{second}"' in await page_of(agent, first)
    separated = await agent.post(f"/bureau/demandes/{second}/separer", data="", headers=FORM)
    assert "suivie à part" in await separated.text() and found(town, second).status == "rouvert"


@pytest.mark.parametrize("original", ["", "K7F2-9QXM-R", "itself", "n’importe quoi"])
async def test_a_merge_that_cannot_be_is_said_on_the_page(
    agent: TestClient, new_request: NewRequest, town: Town, original: str
) -> None:
    reference = new_request()
    wanted = reference if original == "itself" else original
    answer = await agent.post(f"/bureau/demandes/{reference}/reunir", data={"originale": wanted})
    assert answer.status == 400 and 'role="alert"' in await answer.text()
    assert found(town, reference).duplicate_of is None


async def test_another_kind_reaches_another_service_and_the_resident_is_told(
    agent: TestClient, new_request: NewRequest, town: Town
) -> None:
    reference = new_request()
    answer = await agent.post(f"/bureau/demandes/{reference}/type", data={"type": "lampadaire_en_panne"})
    assert "Le type est corrigé" in await answer.text()
    assert found(town, reference).agency == "Service Éclairage public"
    with town.database.read() as connection:
        assert "Éclairage public" in messages_after(connection, RESIDENT, 0)[-1].text
    refused = await agent.post(f"/bureau/demandes/{reference}/type", data={"type": "licorne"})
    assert refused.status == 400


async def test_another_date_is_promised_and_told(agent: TestClient, new_request: NewRequest, town: Town) -> None:
    reference = new_request()
    answer = await agent.post(f"/bureau/demandes/{reference}/date", data={"date": "2026-12-01"})
    assert "nouvelle date" in await answer.text()
    expected = found(town, reference).expected_at
    assert expected and expected.isoformat() == "2026-12-01T16:00:00+00:00"
    with town.database.read() as connection:
        assert "mardi 1er" in messages_after(connection, RESIDENT, 0)[-1].text
    for wrong in ("2026-11-01", "2036-01-01", "demain", ""):
        refused = await agent.post(f"/bureau/demandes/{reference}/date", data={"date": wrong})
        assert refused.status == 400
    assert found(town, reference).expected_at == expected


async def test_a_date_that_comes_near_and_one_that_has_passed_are_marked(
    agent: TestClient, new_request: NewRequest, clock: MovableClock
) -> None:
    reference = new_request()
    for days, words in ((0, ""), (13, "approche"), (15, "est passée")):
        clock.advance(timedelta(days=days) if days != 15 else timedelta(days=2))
        await agent.post("/bureau/connexion", data={"identifiant": "claire", "mot_de_passe": "Un-mot-de-passe-1"})
        page = await page_of(agent, reference)
        assert [said in page for said in ("approche", "est passée")] == [
            said == words for said in ("approche", "est passée")
        ]
    assert reference in await (await agent.get("/bureau/demandes?statut=en_retard")).text()


async def test_a_closed_request_offers_nothing_but_to_be_reopened(
    agent: TestClient, new_request: NewRequest, town: Town
) -> None:
    reference = new_request()
    with town.database.begin_now() as connection:
        set_status(connection, reference, "resolu", "Claire", town.clock.now())
    page = await page_of(agent, reference)
    assert 'value="rouvert"' in page and 'value="en_cours"' not in page
    assert "/reunir" not in page and "/type" not in page


@pytest.mark.parametrize("action", ["reunir", "separer", "type", "lieu", "date"])
async def test_a_correction_is_for_agents(client: TestClient, new_request: NewRequest, action: str) -> None:
    answer = await client.post(f"/bureau/demandes/{new_request()}/{action}", data={}, allow_redirects=False)
    assert answer.status == 303 and "connexion" in answer.headers["Location"]
