"""One town sends to another by Open311, each with its own Parvis: client and server of the same house agree."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer, unused_port

from actions.backoffice.adapter import Comment, DeliveryRefused, Parcel, Receipt, Sent
from actions.backoffice.http import HttpClient
from actions.backoffice.means import Means
from actions.backoffice.open311 import Open311, open_open311
from actions.backoffice.open311_check import check_catalogue
from bot.api_keys import add_key
from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.conversations.notifications import change_status
from bot.places.index import PlaceIndex
from bot.requests.register import get_request, record, requests_since
from bot.requests.service_request import NewRequest, Place, ServiceRequest
from bot.settings import read_settings
from bot.storage.database import Database
from bot.territory.destinations import Destination
from bot.territory.reading import Entry
from bot.territory.territory import Territory
from connectors.town import Town
from connectors.web_application import web_application


@dataclass
class Neighbour:
    """The other town, behind its Open311 door."""

    town: Town
    url: str
    key: str

    def requests(self) -> list[ServiceRequest]:
        with self.town.database.read() as connection:
            return requests_since(connection)


@pytest.fixture
async def neighbour(
    tmp_path: Path, clock: MovableClock, belrive: Territory, places: PlaceIndex
) -> AsyncIterator[Neighbour]:
    database = Database(f"sqlite:///{tmp_path / 'neighbour.db'}")
    database.upgrade()
    with database.begin_now() as connection:
        key = add_key(connection, "voisine", None, clock.now())
    port = unused_port()
    settings = dataclasses.replace(read_settings({"PARVIS_PORT": str(port)}), var=tmp_path / "there")
    town = Town(settings, database, belrive, places, clock)
    async with TestServer(web_application(town), port=port) as server:
        yield Neighbour(town, f"{server.make_url('/open311/v2')}", key)
    database.close()


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    client = HttpClient(frozenset({"127.0.0.1", "localhost"}), 5)
    yield client
    await client.close()


def opened(
    neighbour: Neighbour, http: HttpClient, belrive: Territory, clock: MovableClock, **options: Any
) -> tuple[Open311, Destination, Means]:
    entry = Entry("destinations.yml", 1, "options", options or None)
    hosts = frozenset({"127.0.0.1"})
    destination = Destination("voisine", "open311", neighbour.url, False, {}, {}, entry, hosts)
    settings = read_settings({"PARVIS_DESTINATION_VOISINE_API_KEY": neighbour.key})
    means = Means(settings, belrive, http, clock)
    return open_open311(destination, means), destination, means


def parcel_of(database: Database, belrive: Territory, clock: MovableClock, *photos: Path) -> Parcel:
    place = Place("8 rue des Lilas, 96380 Belrive", "côté pair", 47.001, 1.002, True)
    new = NewRequest("trottoir_degrade", "dalle cassée", place, "web:a", attributes={"cote": "pair"})
    with database.begin_now() as connection:
        open_conversation(connection, "web:a", clock.now())
        made = record(connection, belrive, new, clock.now())
    service = belrive.services[made.service_code]
    return Parcel(made, service, belrive.departments[service.department], "https://parvis.example/x", photos)


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_a_request_arrives_whole_and_once(
    neighbour: Neighbour, http: HttpClient, belrive: Territory, clock: MovableClock, database: Database, form: str
) -> None:
    client, _, _ = opened(neighbour, http, belrive, clock, format=form, repeats=True, attributes={"cote": "cote"})
    parcel = parcel_of(database, belrive, clock)

    receipts = [await client.send(parcel) for _ in range(3)]

    (there,) = neighbour.requests()
    assert receipts == [Receipt(there.reference)] * 3
    assert there.attributes == {"cote": "pair"}
    assert (there.place.latitude, there.place.longitude, there.contact) == (47.001, 1.002, None)
    assert there.description == f"dalle cassée\nLieu\u00a0: côté pair\nRéférence\u00a0: {parcel.key}"
    assert await client.look_up(parcel) is None


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_a_doubtful_try_is_found_again_by_our_reference(
    neighbour: Neighbour, http: HttpClient, belrive: Territory, clock: MovableClock, database: Database, form: str
) -> None:
    client, _, _ = opened(neighbour, http, belrive, clock, format=form)
    parcel = parcel_of(database, belrive, clock)
    assert await client.look_up(parcel) is None

    await client.send(parcel)
    clock.advance(timedelta(days=3))

    assert await client.look_up(parcel) == Receipt(neighbour.requests()[0].reference)
    assert "De quel côté de la rue\u00a0? Côté des numéros pairs" in neighbour.requests()[0].description


async def test_a_token_is_asked_about_until_it_has_a_number(
    neighbour: Neighbour, http: HttpClient, belrive: Territory, clock: MovableClock, database: Database
) -> None:
    client, _, _ = opened(neighbour, http, belrive, clock)
    parcel = dataclasses.replace(parcel_of(database, belrive, clock), token="voisine-abc")

    assert await client.look_up(parcel) == Receipt(token="voisine-abc")

    await client.send(parcel)
    with neighbour.town.database.read() as connection:
        from bot.requests.voices import voices_of

        there = neighbour.requests()[0].reference
        token = voices_of(connection, there)[0].partition(":")[2]
    assert await client.look_up(dataclasses.replace(parcel, token=token)) == Receipt(there)


async def test_words_and_photos_follow_the_request(
    neighbour: Neighbour,
    http: HttpClient,
    belrive: Territory,
    clock: MovableClock,
    database: Database,
    tmp_path: Path,
) -> None:
    from PIL import Image

    Image.new("RGB", (40, 30)).save(tmp_path / "a.jpg")
    client, _, _ = opened(neighbour, http, belrive, clock, updates=True, uploads=True)
    parcel = parcel_of(database, belrive, clock, tmp_path / "a.jpg")
    receipt = await client.send(parcel)
    comment = Comment(f"{parcel.key}.7", "habitant", "c’est pire", clock.now())

    for _ in range(2):
        await client.add_comment(dataclasses.replace(parcel, external_id=receipt.external_id), comment)

    (there,) = neighbour.requests()
    assert len(there.media) == 1
    assert [line.text for line in there.history[1:]] == ["habitant\u00a0: c’est pire"]


@pytest.mark.parametrize("options", [{"updates": True, "format": "json"}, {"updates": True}, {}, {"format": "json"}])
async def test_news_come_back_by_the_extension_or_by_asking(
    neighbour: Neighbour,
    http: HttpClient,
    belrive: Territory,
    clock: MovableClock,
    database: Database,
    options: dict[str, Any],
) -> None:
    client, _, _ = opened(neighbour, http, belrive, clock, **options)
    parcel = parcel_of(database, belrive, clock)
    number = str((await client.send(parcel)).external_id)
    sent = [Sent(parcel.key, number, "transmis")]
    mark = (await client.fetch_updates(sent, None)).mark
    clock.advance(timedelta(hours=2))
    with neighbour.town.database.begin_now() as connection:
        change_status(connection, belrive, number, "resolu", "Paul", clock.now(), "dalle remplacée")

    first, again = [await client.fetch_updates(sent, mark) for _ in range(2)]

    (update,) = [one for one in first.updates if one.status]
    assert (update.reference, update.status, update.at) == (parcel.key, "resolu", clock.now())
    assert [one.key for one in again.updates] == [one.key for one in first.updates]


async def test_without_the_extension_a_word_goes_to_an_agent(
    neighbour: Neighbour, http: HttpClient, belrive: Territory, clock: MovableClock, database: Database
) -> None:
    client, _, _ = opened(neighbour, http, belrive, clock)
    parcel = parcel_of(database, belrive, clock)

    with pytest.raises(DeliveryRefused):
        await client.add_comment(parcel, Comment("k", "habitant", "mot", clock.now()))


async def test_a_catalogue_that_agrees_needs_no_mending(
    neighbour: Neighbour, http: HttpClient, belrive: Territory, clock: MovableClock
) -> None:
    _, destination, means = opened(neighbour, http, belrive, clock)
    road = dataclasses.replace(belrive.departments["voirie"], destination="voisine")
    ours = dataclasses.replace(belrive, departments={**belrive.departments, "voirie": road})
    means = dataclasses.replace(means, territory=ours)
    assert await check_catalogue(destination, means) == []

    wrong = dataclasses.replace(destination, services={"nid_de_poule": "inconnu"})
    (sentence,) = await check_catalogue(wrong, means)
    assert sentence == "nid_de_poule\u00a0: la destination ne connaît pas le service «\u00a0inconnu\u00a0»."


async def test_an_address_that_discovery_does_not_name_is_told(
    neighbour: Neighbour, http: HttpClient, belrive: Territory, clock: MovableClock
) -> None:
    _, destination, means = opened(neighbour, http, belrive, clock)
    moved = dataclasses.replace(destination, url=destination.url.replace("127.0.0.1", "localhost"))

    (sentence,) = await check_catalogue(moved, means)

    assert sentence == f"La découverte annonce une autre adresse\u00a0: {destination.url}."


async def test_what_was_sent_is_a_request_like_any_other(
    neighbour: Neighbour, http: HttpClient, belrive: Territory, clock: MovableClock, database: Database
) -> None:
    client, _, _ = opened(neighbour, http, belrive, clock)
    number = (await client.send(parcel_of(database, belrive, clock))).external_id

    with neighbour.town.database.read() as connection:
        assert get_request(connection, str(number)).agency == "Service Voirie"
