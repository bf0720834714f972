"""The Open311 door, reading: strictly GeoReport v2, and nothing that tells who reported."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from aiohttp.test_utils import TestClient

from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.conversations.notifications import change_status
from bot.requests.register import record
from bot.requests.service_request import NewRequest, Place, ServiceRequest
from connectors.open311.description import description
from connectors.town import Town

V2 = "/open311/v2"


def report(town: Town, service: str = "nid_de_poule", sender: str = "web:a", **changes: Any) -> ServiceRequest:
    """A request that a resident made in a conversation."""
    place = Place("8 rue des Lilas, 96380 Belrive", "chez Zoé Martin", 47.001, 1.002, True)
    new = NewRequest(service, "mon 06 12 34 56 78", place, sender, **changes)
    with town.database.begin_now() as connection:
        open_conversation(connection, sender, town.clock.now())
        return record(connection, town.territory, new, town.clock.now())


def check(content: Any, schema: str) -> None:
    """Hold a JSON answer to the schema that the server publishes."""
    whole = {"$ref": f"#/components/schemas/{schema}", "components": description()["components"]}
    jsonschema.Draft202012Validator(whole).validate(content)


async def get(client: TestClient, path: str, status: int = 200) -> Any:
    answer = await client.get(f"{V2}{path}")
    assert answer.status == status, await answer.text()
    if path.partition("?")[0].endswith(".json"):
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        return await answer.json()
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    body = await answer.read()
    assert body.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return ElementTree.fromstring(body)


async def test_discovery_names_the_endpoint_in_both_formats(client: TestClient) -> None:
    found = await get(client, "/discovery.json")

    check(found, "discovery")
    assert datetime.fromisoformat(found["changeset"]).tzinfo is not None
    assert found["endpoints"][0]["type"] == "test"
    written = await get(client, "/discovery.xml")
    assert written.tag == "discovery"
    assert [item.text for item in written.findall("endpoints/endpoint/formats/format")] == [
        "text/xml",
        "application/json",
    ]


async def test_the_catalogue_is_that_of_the_commune(client: TestClient, town: Town) -> None:
    services = await get(client, "/services.json")

    for service in services:
        check(service, "service")
    assert [service["service_code"] for service in services] == list(town.territory.services)
    written = await get(client, "/services.xml")
    assert len(written.findall("service")) == len(services)
    assert {item.findtext("metadata") for item in written} == {"true", "false"}


async def test_every_service_has_a_definition(client: TestClient, town: Town) -> None:
    for code, service in town.territory.services.items():
        found = await get(client, f"/services/{code}.json")
        check(found, "service_definition")
        assert [item["code"] for item in found["attributes"]] == [question.code for question in service.questions]

    written = await get(client, "/services/trottoir_degrade.xml")
    assert [item.text for item in written.findall("attributes/attribute/values/value/key")] == [
        "pair",
        "impair",
        "deux",
    ]


async def test_one_request_is_a_list_of_one(client: TestClient, town: Town) -> None:
    made = report(town)

    (found,) = await get(client, f"/requests/{made.reference}.json")

    check(found, "service_request")
    assert found["requested_datetime"] == "2026-11-24T10:15:00+01:00"
    assert (found["status"], found["status_notes"]) == ("open", "Reçu")
    assert (found["zipcode"], found["lat"], found["long"]) == ("96380", 47.001, 1.002)
    written = await get(client, f"/requests/{made.reference.replace('-', '').lower()}.xml")
    assert written.findtext("request/service_request_id") == made.reference
    assert written.find("request/media_url").text is None  # type: ignore[union-attr]


async def test_nothing_published_tells_who_reported_or_what_they_wrote(client: TestClient, town: Town) -> None:
    made = report(town, contact={"email": "zoe@courriel.example", "phone": "+33612345678"}, media=("a.jpg",))

    for path in (f"/requests/{made.reference}.json", "/requests.json", "/requests.xml"):
        text = await (await client.get(f"{V2}{path}")).text()
        assert made.reference in text
        assert not any(word in text for word in ("Zoé", "Martin", "06 12", "zoe@", "a.jpg", "web:a"))


async def test_a_closed_request_says_so(client: TestClient, town: Town, clock: MovableClock) -> None:
    made = report(town)
    clock.advance(timedelta(hours=2))
    with town.database.begin_now() as connection:
        change_status(connection, town.territory, made.reference, "resolu", "Claire", clock.now(), "Merci Zoé")

    (found,) = await get(client, f"/requests/{made.reference}.json")

    assert (found["status"], found["status_notes"]) == ("closed", "Réglé")
    assert found["updated_datetime"] == "2026-11-24T12:15:00+01:00"
    assert await get(client, "/requests.json?status=open") == []
    assert len(await get(client, "/requests.json?status=open,closed")) == 1
    assert len(await get(client, "/requests.json?status=open&status=closed")) == 1
    assert len(await get(client, "/requests.json?status=&start_date=&page=")) == 1


async def test_requests_are_found_by_period_kind_and_page(client: TestClient, town: Town, clock: MovableClock) -> None:
    old = report(town)
    clock.advance(timedelta(days=60))
    middle = report(town, "depot_sauvage")
    clock.advance(timedelta(days=60))
    new = report(town)

    async def found(query: str) -> list[str]:
        return [item["service_request_id"] for item in await get(client, f"/requests.json?{query}")]

    assert await found("") == [new.reference, middle.reference]
    assert await found("service_code=depot_sauvage,trottoir_degrade") == [middle.reference]
    assert await found("start_date=2026-11-24T00:00:00Z") == [middle.reference, old.reference]
    assert await found("end_date=2026-11-24T10:15:00%2B01:00") == [old.reference]
    assert await found("end_date=2026-11-24T10:15:00+01:00") == [old.reference]
    assert await found("start_date=2027-01-01T00:00:00Z&end_date=2027-02-01T00:00:00Z") == [middle.reference]
    assert await found("page_size=1&page=2") == [middle.reference]
    assert await found("page=3") == []
    assert await found(f"service_request_id={old.reference},{new.reference},K7F2-0000-0&status=closed") == [
        new.reference,
        old.reference,
    ]


async def test_what_changed_is_found_however_old(client: TestClient, town: Town, clock: MovableClock) -> None:
    old, other = report(town), report(town)
    clock.advance(timedelta(days=200))
    with town.database.begin_now() as connection:
        change_status(connection, town.territory, old.reference, "en_cours", "Claire", clock.now())

    found = await get(client, "/requests.json?updated_after=2027-01-01T00:00:00Z")

    assert [item["service_request_id"] for item in found] == [old.reference]
    assert await get(client, "/requests.json?updated_before=2026-11-01T00:00:00Z") == []
    assert len(await get(client, "/requests.json?updated_before=2026-12-01T00:00:00Z")) == 1
    assert other.reference != old.reference


async def test_a_thousand_requests_at_most(client: TestClient, town: Town) -> None:
    from bot.storage.tables import service_requests

    made = report(town)
    with town.database.begin_now() as connection:
        row = dict(connection.execute(service_requests.select()).one()._mapping)
        connection.execute(
            service_requests.insert(), [{**row, "reference": f"{made.reference}{number}"} for number in range(1001)]
        )

    assert len(await get(client, "/requests.json")) == 1000
    assert len(await get(client, "/requests.json?page=2")) == 2
    assert len((await get(client, "/requests.xml")).findall("request")) == 1000


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/requests.json?status=ouvert", 400),
        ("/requests.json?start_date=hier", 400),
        ("/requests.json?start_date=2026-11-24", 400),
        ("/requests.json?start_date=2026-11-24T10:15:00", 400),
        ("/requests.json?start_date=2026-13-24T10:15:00Z", 400),
        ("/requests.json?start_date=0001-01-01T00:00:00%2B14:00", 400),
        ("/requests.json?start_date=2026-11-24T00:00:00Z&end_date=2026-11-23T00:00:00Z", 400),
        ("/requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z", 400),
        ("/requests.json?page=0", 400),
        ("/requests.json?page_size=1001", 400),
        ("/requests.json?page_size=douze", 400),
        ("/requests.json?service_code=inconnu", 404),
        ("/requests.json?jurisdiction_id=autre.example", 404),
        ("/services.json?jurisdiction_id=autre.example", 404),
        ("/services/inconnu.json", 404),
        ("/services/inconnu.xml", 404),
        ("/requests/K7F2-9QXM-R.json", 404),
        ("/requests/%00.json", 404),
        ("/requests/inconnu.xml", 404),
        ("/tokens/inconnu.json", 404),
        ("/tokens/%00.xml", 404),
        ("/ailleurs.json", 404),
        ("/ailleurs", 404),
        ("/requests.csv", 404),
        ("/requests.json?api_key=fausse", 403),
    ],
)
async def test_a_wrong_call_gets_a_list_with_one_french_sentence(client: TestClient, path: str, status: int) -> None:
    if path.partition("?")[0].endswith(".json"):
        found = await get(client, path, status)
        check(found, "errors")
        ((code, sentence),) = [(error["code"], error["description"]) for error in found]
    else:
        written = await get(client, path, status)
        assert written.tag == "errors"
        code, sentence = int(written.findtext("error/code") or 0), written.findtext("error/description") or ""
    assert code == status
    assert sentence.endswith(".")


async def test_the_commune_is_named_by_its_insee_code_or_not_at_all(client: TestClient) -> None:
    assert await get(client, "/requests.json?jurisdiction_id=96138") == []
    assert await get(client, "/requests.json?jurisdiction_id=") == []


async def test_a_caller_without_measure_must_wait(client: TestClient, clock: MovableClock) -> None:
    statuses = [(await client.get(f"{V2}/discovery.json")).status for _ in range(301)]

    assert statuses == [200] * 300 + [429]
    answer = await client.get(f"{V2}/discovery.xml")
    assert answer.headers["Retry-After"] == "1"
    clock.advance(timedelta(seconds=1))
    assert (await client.get(f"{V2}/discovery.json")).status == 200


async def test_the_description_is_served_with_the_address_of_the_commune(client: TestClient, town: Town) -> None:
    found = await (await client.get(f"{V2}/openapi.json")).json()

    assert found["openapi"].startswith("3.1")
    assert found["servers"] == [{"url": f"{town.settings.public_url}{V2}"}]


async def test_the_description_and_the_routes_name_the_same_addresses(client: TestClient) -> None:
    described = {
        (method.upper(), f"{V2}{path}".replace("{service_code}", "{code}").replace("{service_request_id}", "{number}"))
        for path, item in description()["paths"].items()
        for method in item
        if method in ("get", "post")
    }
    served = {
        (route.method, route.resource.canonical)
        for route in client.app.router.routes()  # type: ignore[union-attr]
        if route.resource and route.resource.canonical.startswith(V2) and "{format}" in route.resource.canonical
    }
    assert {pair for pair in served if pair[0] != "HEAD"} == described
