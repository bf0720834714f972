"""Service request updates, mySociety's extension, both ways."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from bot.api_keys import add_key
from bot.clock import MovableClock
from bot.conversations.notifications import change_status
from bot.conversations.outgoing import messages_after
from bot.requests.register import get_request
from bot.requests.service_request import ServiceRequest
from bot.storage.tables import deliveries
from connectors.town import Town
from tests.unit.connectors.open311.test_open311_posting import photo, with_photos
from tests.unit.connectors.open311.test_open311_reading import check, get, report

POST = "/open311/v2/servicerequestupdates.json"
Fields = dict[str, Any]


@pytest.fixture
def roads_key(town: Town) -> str:
    """The key of the roads department's own system."""
    with town.database.begin_now() as connection:
        return add_key(connection, "voiriesig", "voirie", town.clock.now())


def current(town: Town, reference: str) -> ServiceRequest:
    with town.database.read() as connection:
        return get_request(connection, reference)


def news(made: ServiceRequest, key: str, **changes: str) -> Fields:
    return {
        "api_key": key,
        "service_request_id": made.reference,
        "update_id": "77",
        "updated_datetime": "2026-11-24T11:00:00+01:00",
        "status": "IN_PROGRESS",
        "description": "Une équipe passe demain.",
        **changes,
    }


async def test_each_change_of_state_is_told_in_order(client: TestClient, town: Town, clock: MovableClock) -> None:
    made = report(town)
    for status in ("transmis", "planifie", "resolu"):
        clock.advance(timedelta(hours=1))
        with town.database.begin_now() as connection:
            change_status(connection, town.territory, made.reference, status, "Claire", clock.now(), "Merci Zoé")

    found = await get(client, "/servicerequestupdates.json")

    for update in found:
        check(update, "update")
    assert [update["status"] for update in found] == ["investigating", "action_scheduled", "fixed"]
    assert found[0]["updated_datetime"] == "2026-11-24T11:15:00+01:00"
    assert "Zoé" not in str(found)
    written = await get(client, "/servicerequestupdates.xml?start_date=2026-11-24T10:20:00Z&page_size=1")
    assert [item.findtext("status") for item in written.findall("request_update")] == ["action_scheduled"]
    await get(client, "/servicerequestupdates.json?start_date=hier", 400)


async def test_what_agents_write_is_told_to_the_key_concerned(
    client: TestClient, town: Town, hole: Fields, roads_key: str
) -> None:
    (given,) = await (await client.post("/open311/v2/requests.json", data=hole)).json()
    with town.database.begin_now() as connection:
        other = add_key(connection, "autre", None, town.clock.now())
        reference = given["service_request_id"]
        change_status(connection, town.territory, reference, "en_cours", "Claire", town.clock.now(), "Bonjour Zoé")

    told = {}
    for key in (hole["api_key"], roads_key, other, ""):
        (update,) = await get(client, f"/servicerequestupdates.json?api_key={key}")
        told[key] = update["description"]

    assert told == {hole["api_key"]: "Bonjour Zoé", roads_key: "Bonjour Zoé", other: "En cours", "": "En cours"}


async def test_a_department_changes_the_state_and_residents_are_told_once(
    client: TestClient, town: Town, roads_key: str
) -> None:
    made = report(town)
    for _ in range(3):
        answer = await client.post(POST, data=news(made, roads_key))
        assert answer.status == 200, await answer.text()
        assert await answer.json() == [{"update_id": "77"}]

    assert current(town, made.reference).status == "en_cours"
    with town.database.read() as connection:
        (message,) = messages_after(connection, "web:a", 0)
    assert "Une équipe passe demain." in message.text


async def test_a_resident_s_word_from_elsewhere_reaches_the_service_once(
    client: TestClient, town: Town, api_key: str
) -> None:
    made = report(town)
    for _ in range(2):
        answer = await client.post(POST, data=with_photos(news(made, api_key, status="FIXED"), photo()))
        assert answer.status == 200, await answer.text()

    found = current(town, made.reference)
    assert found.status == "recu"
    assert [(line.kind, line.text) for line in found.history[1:]] == [("ajout", "Une équipe passe demain.")]
    assert len(found.media) == len(list((town.settings.var / "media").glob("*.jpg"))) == 1
    with town.database.read() as connection:
        kinds = [row.kind for row in connection.execute(sa.select(deliveries.c.kind))]
    assert kinds == ["request", "comment"]


async def test_a_word_that_says_not_fixed_reopens(client: TestClient, town: Town, api_key: str) -> None:
    made = report(town)
    with town.database.begin_now() as connection:
        change_status(connection, town.territory, made.reference, "resolu", "Claire", town.clock.now())

    answer = await client.post("/open311/v2/servicerequestupdates.xml", data=news(made, api_key, status="OPEN"))

    assert answer.status == 200
    assert "<service_request_updates><request_update><update_id>77" in await answer.text()
    assert current(town, made.reference).status == "rouvert"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"api_key": "fausse"}, 403),
        ({"service_request_id": ""}, 404),
        ({"service_request_id": "K7F2-9QXM-R"}, 404),
        ({"service_request_id": "123456"}, 404),
        ({"jurisdiction_id": "autre.example"}, 404),
        ({"update_id": ""}, 400),
        ({"update_id": "x" * 101}, 400),
        ({"updated_datetime": "hier"}, 400),
        ({"status": "perdu"}, 400),
        ({"status": "DUPLICATE"}, 400),
        ({"description": "x" * 4001}, 400),
        ({"media_url": "ftp://x"}, 400),
    ],
)
async def test_what_cannot_be_taken_changes_nothing(
    client: TestClient, town: Town, roads_key: str, changes: Fields, status: int
) -> None:
    made = report(town)

    answer = await client.post(POST, data=news(made, roads_key, **changes))

    assert answer.status == status
    check(await answer.json(), "errors")
    assert current(town, made.reference) == made


async def test_a_department_has_no_say_on_what_another_was_sent(client: TestClient, town: Town, roads_key: str) -> None:
    made = report(town, "depot_sauvage")

    answer = await client.post(POST, data=news(made, roads_key))

    assert answer.status == 403
    assert current(town, made.reference) == made


async def test_words_are_needed_from_a_resident(client: TestClient, town: Town, api_key: str) -> None:
    made = report(town)

    answer = await client.post(POST, data=news(made, api_key, description=""))

    assert answer.status == 400
    assert current(town, made.reference) == made
