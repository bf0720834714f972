"""An agent moves a request: the place is looked for, chosen, and those who are then in charge have it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from html import unescape

import pytest
from aiohttp.test_utils import TestClient

from bot.conversations.outgoing import messages_after
from bot.places.index import PlaceIndex
from bot.requests.register import get_request
from bot.requests.service_request import Place, ServiceRequest
from connectors.town import Town
from tests.unit.connectors.desk.conftest import RESIDENT

NewRequest = Callable[..., str]
FOUND = re.compile(r'name="choix" value="(\d)" required> ([^<]+)<')


@pytest.fixture
def town(town: Town, places: PlaceIndex) -> Town:
    return dataclasses.replace(town, places=places)


def current(town: Town, reference: str) -> ServiceRequest:
    with town.database.read() as connection:
        return get_request(connection, reference)


async def found(agent: TestClient, reference: str, words: str) -> list[str]:
    page = await (await agent.get(f"/bureau/demandes/{reference}", params={"lieu": words})).text()
    return [unescape(label) for _, label in FOUND.findall(page)]


async def test_an_address_is_found_chosen_and_routed_again(
    agent: TestClient, new_request: NewRequest, town: Town
) -> None:
    reference = new_request()
    assert "Route départementale 214, 96380 Belrive" in await found(agent, reference, "route departementale 214")
    fields = {"lieu": "route departementale 214", "choix": "1", "raison": "Vu sur place."}

    answer = await agent.post(f"/bureau/demandes/{reference}/lieu", data=fields)

    assert "Le lieu est corrigé" in await answer.text()
    moved = current(town, reference)
    assert (moved.agency, moved.place.inside) == ("Département du Val-de-Vaunelle", True)
    assert moved.place.position is not None
    line = moved.history[-1]
    assert (line.kind, line.by, line.text.endswith("Vu sur place.")) == ("correction", "Claire", True)
    with town.database.read() as connection:
        assert "Route départementale 214" in messages_after(connection, RESIDENT, 0)[-1].text


async def test_a_position_is_taken_as_it_is_with_the_nearest_address(
    agent: TestClient, new_request: NewRequest, town: Town
) -> None:
    reference = new_request(place=Place("3 quai Sud, 96380 Belrive", "devant le portail"))
    point = "47.0012, 1.0021"
    (label,) = await found(agent, reference, point)
    await agent.post(f"/bureau/demandes/{reference}/lieu", data={"lieu": point, "choix": "1"})
    place = current(town, reference).place
    assert place == Place(label, "devant le portail", 47.0012, 1.0021, True)
    with town.database.read() as connection:
        told = messages_after(connection, RESIDENT, 0)[-1].text
    assert label in told and "portail" not in told


@pytest.mark.parametrize("words", ["48.85, 2.35", "91, 181", "999.9 999.9", "NaN, NaN", "<b>", "zzzzzz", "'; --"])
async def test_what_is_not_in_the_commune_is_not_proposed(
    agent: TestClient, new_request: NewRequest, words: str
) -> None:
    reference = new_request()
    page = await (await agent.get(f"/bureau/demandes/{reference}", params={"lieu": words})).text()
    assert not FOUND.findall(page) and "Aucun lieu de la commune" in page and "<b>" not in page.partition("Corriger")[2]


@pytest.mark.parametrize("choice", ["", "0", "9", "-1", "1 OR 1", "²"])
async def test_a_choice_that_was_not_proposed_changes_nothing(
    agent: TestClient, new_request: NewRequest, town: Town, choice: str
) -> None:
    reference = new_request()
    before = current(town, reference)
    data = {"lieu": "8 rue des Lilas", "choix": choice}
    answer = await agent.post(f"/bureau/demandes/{reference}/lieu", data=data)
    assert answer.status == 400 and "Choisissez un des lieux" in await answer.text()
    assert current(town, reference) == before
