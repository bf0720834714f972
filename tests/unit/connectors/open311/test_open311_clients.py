"""Programs that others wrote for Open311 read this server, and write to it."""

from __future__ import annotations

import asyncio
import importlib
import io
import itertools
import json
import shutil
import subprocess
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from georeport import GeoReport

from bot.conversations.notifications import change_status
from bot.requests.register import requests_since
from connectors.town import Town
from tests.unit.connectors.open311.test_open311_posting import photo
from tests.unit.connectors.open311.test_open311_reading import V2, report

# As FixMyStreet reads Open311 (perllib/Open311.pm): lists forced to be lists, no key made of a name, empty is undef.
PERL = """
use strict; use XML::Simple; use JSON::PP;
local $/; my $text = <STDIN>;
my $read = XML::Simple->new(
    ForceArray => [qw(service attribute value request error request_update)], KeyAttr => {},
    GroupTags => {
        services => 'service', attributes => 'attribute', values => 'value', errors => 'error',
        service_requests => 'request',
    },
    SuppressEmpty => undef,
)->parse_string($text);
print JSON::PP->new->utf8->encode($read);
"""


def address(client: TestClient) -> str:
    return str(client.make_url(V2))


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_georeport_reads_the_catalogue_and_the_requests(client: TestClient, town: Town, form: str) -> None:
    made = [report(town), report(town, "depot_sauvage")]
    reader = GeoReport(address(client), jurisdiction="96138", output_format=form)

    services = await asyncio.to_thread(reader.get_service_list)
    definition = await asyncio.to_thread(reader.get_service_definition, "trottoir_degrade")
    found = await asyncio.to_thread(
        reader.get_service_requests, status="open,closed", start_date="2026-11-01T00:00:00Z"
    )
    one = await asyncio.to_thread(reader.get_service_request, made[0].reference)

    assert [service["service_code"] for service in services] == list(town.territory.services)
    assert definition["service_code"] == "trottoir_degrade"
    assert {item["service_request_id"] for item in found} == {one.reference for one in made}
    assert one["service_code"] == "nid_de_poule"


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`three` 0.8, written for Python 2, with the one name that it lacks."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    return importlib.import_module("three")


async def test_three_reads_and_posts(client: TestClient, town: Town, api_key: str, three: Any) -> None:
    made = report(town)
    city = three.Three(address(client), api_key=api_key)

    discovery = await asyncio.to_thread(city.discovery)
    services = await asyncio.to_thread(city.services)
    found = await asyncio.to_thread(city.requests, between=["11-01-2026", "11-30-2026"], count=10)
    one = await asyncio.to_thread(city.request, made.reference)
    picture = io.BytesIO(photo())
    picture.name = "trou.jpg"
    words = {"description": "Un trou", "name": "Zoé Martin", "address": "8 rue des Lilas, 96380 Belrive"}
    (posted,) = await asyncio.to_thread(lambda: city.post("nid_de_poule", media=picture, **words))

    assert discovery["endpoints"][0]["url"].endswith(V2)
    assert len(services) == len(town.territory.services)
    assert [item["service_request_id"] for item in found] == [one[0]["service_request_id"]] == [made.reference]
    with town.database.read() as connection:
        (last,) = [kept for kept in requests_since(connection) if kept.reference == posted["service_request_id"]]
    assert (last.place.address, len(last.media)) == ("8 rue des Lilas, 96380 Belrive", 1)


async def test_three_reads_a_refusal(client: TestClient, three: Any) -> None:
    city = three.Three(address(client), api_key="fausse")

    (error,) = await asyncio.to_thread(lambda: city.post("nid_de_poule", lat="47.0", long="1.0"))

    assert error["code"] == 403


def has_perl_module() -> bool:
    perl = shutil.which("perl")
    return perl is not None and subprocess.run([perl, "-MXML::Simple", "-e", "1"], capture_output=True).returncode == 0


@pytest.mark.skipif(not has_perl_module(), reason="libxml-simple-perl n’est pas installé")
async def test_fixmystreet_s_reader_reads_every_answer(client: TestClient, town: Town) -> None:
    made = report(town)
    with town.database.begin_now() as connection:
        change_status(connection, town.territory, made.reference, "en_cours", "Claire", town.clock.now())

    async def read(path: str) -> Any:
        body = await (await client.get(f"{V2}{path}")).read()
        done = await asyncio.to_thread(
            subprocess.run, ["perl", "-e", PERL], input=body, capture_output=True, check=True
        )
        return json.loads(done.stdout)

    services = (await read("/services.xml"))["service"]
    assert [service["service_code"] for service in services] == list(town.territory.services)
    (attribute,) = (await read("/services/trottoir_degrade.xml"))["attributes"]
    assert [value["key"] for value in attribute["values"]] == ["pair", "impair", "deux"]
    assert attribute["required"] == "false"
    (found,) = (await read(f"/requests/{made.reference}.xml"))["request"]
    assert (found["service_request_id"], found["media_url"]) == (made.reference, None)
    (update,) = (await read("/servicerequestupdates.xml"))["request_update"]
    assert (update["service_request_id"], update["status"]) == (made.reference, "in_progress")
    (error,) = (await read("/services/inconnu.xml"))["error"]
    assert error["code"] == "404"
