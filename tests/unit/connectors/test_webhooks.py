"""News that come by signed webhook: taken once from who holds a secret, refused from anybody else."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from actions.backoffice.standard_webhooks import read_secrets, signed_headers
from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.conversations.outgoing import messages_after
from bot.requests.register import get_request, record
from bot.requests.service_request import NewRequest, Place
from bot.storage.tables import deliveries
from bot.territory.destinations import Destination
from bot.territory.reading import Entry
from connectors.town import Town

OLD, NEW, FOREIGN = ("whsec_" + letter * 40 for letter in "ABC")
RESIDENT = "web:a"


@pytest.fixture
def town(town: Town) -> Town:
    """The demo town, with a contractor that is told by webhook and whose secret is being replaced."""
    contractor = Destination(
        "prestataire", "webhook", "https://x.example", False, {}, {"done": "resolu"}, Entry("", 0, "", None)
    )
    secrets = {"PARVIS_DESTINATION_PRESTATAIRE_SECRET": f"{NEW} {OLD}"}
    settings = dataclasses.replace(town.settings, destination_secrets=secrets)
    territory = dataclasses.replace(town.territory, destinations={"prestataire": contractor})
    return dataclasses.replace(town, settings=settings, territory=territory)


@pytest.fixture
def reference(town: Town) -> str:
    """A request that the contractor has."""
    with town.database.begin_now() as connection:
        open_conversation(connection, RESIDENT, town.clock.now())
        new = NewRequest("nid_de_poule", "un trou", Place("12 rue Pasteur"), RESIDENT)
        reference = record(connection, town.territory, new, town.clock.now()).reference
        connection.execute(deliveries.update().values(destination="prestataire", state="delivered"))
    return reference


@pytest.fixture
def post(client: TestClient, town: Town, reference: str) -> Callable[..., Any]:
    """Post an update of the request, signed as the contractor does; return status and answer."""

    async def call(secret: str = NEW, key: str = "evt_1", late: timedelta = timedelta(0), **data: Any) -> Any:
        body = json.dumps({"type": "request.updated", "data": {"reference": reference, **data}}).encode()
        headers = signed_headers(read_secrets(secret), key, town.clock.now() - late, body)
        answer = await client.post("/webhooks/prestataire", data=body, headers=headers)
        return answer.status, await answer.json()

    return call


def told(town: Town) -> list[str]:
    with town.database.read() as connection:
        return [message.text for message in messages_after(connection, RESIDENT, 0)]


def status(town: Town, reference: str) -> str:
    with town.database.read() as connection:
        return get_request(connection, reference).status


@pytest.mark.parametrize("secret", [OLD, NEW])
async def test_a_new_state_in_their_words_is_told_to_the_resident(
    post: Callable[..., Any], town: Town, reference: str, secret: str
) -> None:
    assert await post(secret, status="done", text="Le trou est rebouché.") == (200, {"taken": True})
    assert status(town, reference) == "resolu"
    news, question = told(town)
    assert "Le trou est rebouché." in news
    assert "satisfait" in question


async def test_words_alone_are_passed_on(post: Callable[..., Any], town: Town, reference: str) -> None:
    await post(text="L’équipe passe jeudi.")
    assert status(town, reference) == "recu"
    assert "L’équipe passe jeudi." in told(town)[-1]


async def test_a_sender_without_answer_may_sign_again_and_changes_nothing_twice(
    post: Callable[..., Any], town: Town, clock: MovableClock
) -> None:
    await post(text="Jeudi.")
    clock.advance(timedelta(seconds=30))
    assert await post(text="Jeudi.") == (200, {"taken": False})
    assert len(told(town)) == 1


async def test_the_very_same_call_again_is_refused(post: Callable[..., Any], town: Town) -> None:
    await post(text="Jeudi.")
    answered, answer = await post(text="Jeudi.")
    assert (answered, answer["error"]["code"]) == (409, "envoi_rejoue")
    assert len(told(town)) == 1


async def test_a_duplicate_of_nobody_knows_what_is_refused(
    post: Callable[..., Any], town: Town, reference: str
) -> None:
    answered, answer = await post(status="doublon", text="Déjà vu.")
    assert (answered, answer["error"]["code"]) == (400, "originale_manquante")
    assert status(town, reference) == "recu" and not told(town)


@pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6)])
async def test_an_old_signature_is_refused(post: Callable[..., Any], town: Town, late: timedelta) -> None:
    answered, answer = await post(text="Jeudi.", late=late)
    assert answered == 401 and "cinq minutes" in answer["error"]["message"]
    assert not told(town)


async def test_a_forged_call_is_refused(post: Callable[..., Any], client: TestClient, town: Town) -> None:
    assert (await post(FOREIGN, status="done"))[0] == 401
    body = b'{"data": {}}'
    headers = signed_headers(read_secrets(NEW), "evt_9", town.clock.now(), body)
    for change in (
        {"webhook-id": "evt_8"},
        {"webhook-timestamp": "٣"},
        {"webhook-signature": "v1,é"},
        {"webhook-id": ""},
    ):
        answer = await client.post("/webhooks/prestataire", data=body, headers={**headers, **change})
        assert answer.status == 401
    assert (await client.post("/webhooks/prestataire", data=body + b" ", headers=headers)).status == 401
    assert (await client.post("/webhooks/prestataire", data=body)).status == 401


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"status": "perdu"}, "statut_inconnu"),
        ({"status": 5}, "contenu_illisible"),
        ({"reference": "K7F2"}, "reference_invalide"),
    ],
)
async def test_what_cannot_be_understood_is_refused_in_one_sentence(
    post: Callable[..., Any], town: Town, data: dict[str, Any], expected: str
) -> None:
    answered, answer = await post(**data)
    assert (answered, answer["error"]["code"]) == (400, expected)
    assert answer["error"]["message"].endswith(".") and "\n" not in answer["error"]["message"]
    assert not told(town)


async def test_a_request_that_went_elsewhere_is_foreign(post: Callable[..., Any], town: Town) -> None:
    async with town.database.begin() as connection:
        connection.execute(sa.update(deliveries).values(destination="desk"))
    assert (await post(status="done"))[0] == 404


async def test_only_a_webhook_destination_has_this_door(client: TestClient) -> None:
    assert (await client.post("/webhooks/desk", data=b"{}")).status == 404
    assert (await client.post("/webhooks/prestataire", data=b"x" * 70_000)).status == 413


async def test_json_too_deep_is_unreadable(client: TestClient, town: Town) -> None:
    body = b"[" * 50_000
    headers = signed_headers(read_secrets(NEW), "evt_1", town.clock.now(), body)
    assert (await client.post("/webhooks/prestataire", data=body, headers=headers)).status == 400
