"""The Open311 door, writing: what is posted lives the life of any request, or is refused in a sentence."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient
from PIL import Image

from bot.api_keys import add_key, disable_key
from bot.requests.register import get_request, requests_since
from bot.requests.service_request import ServiceRequest
from connectors.town import Town
from tests.unit.connectors.open311.test_open311_reading import check, get

POST = "/open311/v2/requests.json"
Fields = dict[str, Any]


def photo(size: tuple[int, int] = (40, 30)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#668866").save(written, "JPEG")
    return written.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 60,000 pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def with_photos(fields: Fields, *files: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    for number, data in enumerate(files, start=1):
        form.add_field(f"photo{number}", data, filename=f"../../photo{number}.jpg", content_type="image/jpeg")
    return form


def recorded(town: Town) -> list[ServiceRequest]:
    with town.database.read() as connection:
        return requests_since(connection)


def kept(town: Town) -> list[Path]:
    return sorted((town.settings.var / "media").glob("*.jpg"))


async def refused(client: TestClient, town: Town, fields: Any, status: int, **options: Any) -> str:
    """Post what is refused; the one sentence that says why. Nothing is kept of it."""
    before = len(recorded(town))
    answer = await client.post(POST, data=fields, **options)
    assert answer.status == status, await answer.text()
    found = await answer.json()
    check(found, "errors")
    ((code, sentence),) = [(error["code"], error["description"]) for error in found]
    assert code == status
    assert sentence.endswith((".", "?"))
    assert len(recorded(town)) == before
    assert kept(town) == []
    return str(sentence)


async def test_a_posted_request_is_one_like_any_other(client: TestClient, town: Town, hole: Fields) -> None:
    answer = await client.post(POST, data=hole)

    assert answer.status == 200
    (given,) = await answer.json()
    check(given, "posted")
    (made,) = recorded(town)
    assert given["service_request_id"] == made.reference
    assert (made.status, made.channel, made.agency) == ("recu", "georeport", "Service Voirie")
    assert made.place.address is not None
    assert made.expected_at is not None
    assert made.contact == {"name": "Zoé Martin", "email": "zoe.martin@courriel.example", "phone": "06 12 34 56 78"}
    assert [delivery.destination for delivery in made.deliveries] == ["desk"]
    assert [line.kind for line in made.history] == ["creation"]
    await town.dispatcher().deliver_due()
    assert [delivery.state for delivery in recorded(town)[0].deliveries] == ["delivered"]


async def test_what_was_posted_is_read_back_without_who_posted_it(client: TestClient, hole: Fields) -> None:
    hole["description"] += "\r\nappelez le 06.12.34.56.78 ou +33 6 12 34 56 78, zoe.martin@courriel.example \x01"
    (given,) = await (await client.post(POST, data=hole)).json()

    (found,) = await get(client, f"/requests/{given['service_request_id']}.json")

    check(found, "service_request")
    assert found["description"].startswith("Un gros trou <b>devant</b> l’école & le parc\nappelez le")
    written = await get(client, f"/requests/{given['service_request_id']}.xml")
    for text in (str(found), "".join(written.itertext())):
        assert not any(word in text for word in ("Zoé", "Martin", "zoe", "34.56", "34 56"))


async def test_words_of_danger_are_answered_with_the_number_to_call(client: TestClient, hole: Fields) -> None:
    calm = (await (await client.post(POST, data=hole)).json())[0]["service_notice"]
    words = {**hole, "description": "ça sent le gaz dans la rue"}
    worried = (await (await client.post(POST, data=words)).json())[0]["service_notice"]

    assert worried.startswith("Appelez")
    assert not calm.startswith("Appelez")


async def test_where_a_private_problem_is_stays_between_the_town_and_its_resident(
    client: TestClient, town: Town, hole: Fields
) -> None:
    service = town.territory.services["nuisance_sonore_odeur"]
    asked = [question for question in service.questions if question.required]
    answers = {f"attribute[{one.code}]": one.values[0].key if one.values else "12" for one in asked}
    words = {"service_code": service.code, "description": "chez mon voisin Dédé"}
    (given,) = await (await client.post(POST, data={**hole, **words, **answers})).json()

    (found,) = await get(client, f"/requests/{given['service_request_id']}.json")

    check(found, "service_request")
    assert (found["description"], found["address"], found["lat"], found["long"]) == (None, None, None, None)
    assert recorded(town)[0].place.address is not None
    (shown,) = [one for one in await get(client, "/services.json") if one["service_code"] == service.code]
    assert shown["keywords"].endswith(",private")


async def test_a_form_may_be_multipart_with_photos(client: TestClient, town: Town, hole: Fields) -> None:
    answer = await client.post("/open311/v2/requests.xml", data=with_photos(hole, photo(), photo() + b"CANARI"))

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    (made,) = recorded(town)
    assert sorted(made.media) == [file.name for file in kept(town)]
    assert len(made.media) == 2
    assert not any(b"CANARI" in file.read_bytes() for file in kept(town))


async def test_a_photo_that_is_a_script_besides_is_refused(client: TestClient, town: Town, hole: Fields) -> None:
    polyglot = photo() + b"<script>alert(1)</script>"
    answer = await client.post("/open311/v2/requests.xml", data=with_photos(hole, photo(), polyglot))

    assert answer.status == 400
    assert (recorded(town), kept(town)) == ([], [])


async def test_a_file_field_left_empty_is_no_photo(client: TestClient, town: Town, hole: Fields) -> None:
    answer = await client.post(POST, data=with_photos(hole, b"", photo()))

    assert answer.status == 200, await answer.text()
    assert len(recorded(town)[0].media) == 1


async def test_an_address_is_found_or_kept_in_its_words(client: TestClient, town: Town, hole: Fields) -> None:
    del hole["lat"], hole["long"]
    for words in ("8 rue des Lilas, 96380 Belrive", "derrière le hangar à Dédé"):
        assert (await client.post(POST, data={**hole, "address_string": words})).status == 200

    places = {(made.place.address, made.place.note, made.place.latitude is None) for made in recorded(town)}
    assert places == {
        ("8 rue des Lilas, 96380 Belrive", None, False),
        (None, "derrière le hangar à Dédé", True),
    }


async def test_the_answers_to_the_services_questions_are_kept(client: TestClient, town: Town, hole: Fields) -> None:
    answers = {"attribute[cote]": "pair", "attribute[]": "rien", "attribute[autre]": ""}
    media = {"media_url": "https://photos.example/1.jpg"}
    answer = await client.post(POST, data={**hole, "service_code": "trottoir_degrade", **answers, **media})

    assert answer.status == 200
    assert recorded(town)[0].attributes == {"cote": "pair", "media_url": "https://photos.example/1.jpg"}


@pytest.mark.parametrize("repeat", [{"attribute[external_id]": "42"}, {"attribute[fixmystreet_id]": "42"}, {}])
async def test_a_repeated_call_makes_one_request(client: TestClient, town: Town, hole: Fields, repeat: Fields) -> None:
    headers = {} if repeat else {"Idempotency-Key": "42"}
    given = []
    for _ in range(3):
        answer = await client.post(POST, data=with_photos({**hole, **repeat}, photo()), headers=headers)
        given.append((await answer.json())[0]["service_request_id"])

    assert len(set(given)) == len(recorded(town)) == len(kept(town)) == 1
    with town.database.begin_now() as connection:
        other = add_key(connection, "autre", None, town.clock.now())
    assert (await client.post(POST, data={**hole, **repeat, "api_key": other}, headers=headers)).status == 200
    assert len(recorded(town)) == 2


async def test_a_caller_in_no_hurry_gets_a_token(client: TestClient, town: Town, hole: Fields) -> None:
    answer = await client.post(POST, data=hole, headers={"Prefer": "respond-async"})

    (given,) = await answer.json()
    check(given, "posted")
    assert "service_request_id" not in given
    (found,) = await get(client, f"/tokens/{given['token']}.json")
    check(found, "found_by_token")
    assert found == {"service_request_id": recorded(town)[0].reference, "token": given["token"]}
    written = await get(client, f"/tokens/{given['token']}.xml")
    assert written.findtext("request/service_request_id") == found["service_request_id"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "fausse"}, 403),
        ({"api_key": "fausse", "service_code": "inconnu"}, 403),
        ({"jurisdiction_id": "autre.example"}, 404),
        ({"service_code": ""}, 400),
        ({"service_code": "inconnu"}, 404),
        ({"lat": ""}, 400),
        ({"long": ""}, 400),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "", "long": "", "address_id": "545483"}, 400),
        ({"lat": "", "long": "", "address_string": "x" * 301}, 400),
        ({"lat": "nan"}, 400),
        ({"lat": "1e999"}, 400),
        ({"lat": "91"}, 400),
        ({"lat": "48.85", "long": "2.35"}, 400),
        ({"description": "x" * 4001}, 400),
        ({"email": "zoe"}, 400),
        ({"phone": "0" * 41}, 400),
        ({"media_url": "javascript:alert(1)"}, 400),
        ({"media_url": "file:///etc/passwd"}, 400),
        ({"attribute[inconnu]": "x"}, 400),
        ({"service_code": "trottoir_degrade", "attribute[cote]": "gauche"}, 400),
    ],
)
async def test_what_cannot_be_taken_is_refused(
    client: TestClient, town: Town, hole: Fields, changes: Fields, status: int
) -> None:
    await refused(client, town, {**hole, **changes}, status)


async def test_an_answer_that_is_required_must_be_there(client: TestClient, town: Town, hole: Fields) -> None:
    service = next(
        service for service in town.territory.services.values() if any(one.required for one in service.questions)
    )

    sentence = await refused(client, town, {**hole, "service_code": service.code}, 400)

    assert next(one.code for one in service.questions if one.required) in sentence


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"service_code": "nid_de_poule"}', "application/json"),
        (b"<request/>", "text/xml"),
        (b"", "application/x-www-form-urlencoded; charset=inconnu"),
        (b"description=%ff%fe", "application/x-www-form-urlencoded"),
        (b"&".join([b"a=1"] * 101), "application/x-www-form-urlencoded"),
        (b"--x\r\n\r\n", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x"),
        (b"--y\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"\x00\xff" * 50, "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data; boundary=x"),
        (b"x", "multipart/mixed; boundary=x"),
    ],
)
async def test_a_body_that_is_no_form_is_refused(client: TestClient, town: Town, data: bytes, kind: str) -> None:
    answer = await client.post(POST, data=data, headers={"Content-Type": kind})

    assert answer.status in (400, 403)
    check(await answer.json(), "errors")


@pytest.mark.parametrize(
    "file",
    [b"<svg onload='alert(1)'/>", photo()[:200], b"GIF89a" + b"\0" * 99, bomb(), photo((8000, 8000))],
    ids=["svg", "cut", "gif", "bomb", "huge"],
)
async def test_a_file_that_is_no_photo_of_ours_refuses_the_whole(
    client: TestClient, town: Town, hole: Fields, file: bytes
) -> None:
    sentence = await refused(client, town, with_photos(hole, photo(), file), 400)

    assert "photo" in sentence


async def test_what_is_too_large_is_refused_before_it_is_read(client: TestClient, town: Town, hole: Fields) -> None:
    await refused(client, town, with_photos(hole, b"\0" * 10_500_000), 413)
    await refused(client, town, {**hole, "description": "x" * 120_000}, 413)
    await refused(client, town, with_photos(hole, *[photo()] * 6), 400)
    await refused(client, town, with_photos({**hole, "description": "x" * 120_000}), 413)


async def test_a_key_has_a_pace_and_may_be_shut(client: TestClient, town: Town, hole: Fields) -> None:
    wrong = {**hole, "service_code": ""}
    statuses = [(await client.post(POST, data=wrong)).status for _ in range(61)]
    assert statuses == [400] * 60 + [429]
    with town.database.begin_now() as connection:
        disable_key(connection, "appli")

    await refused(client, town, hole, 403)


async def test_other_methods_are_refused_in_the_clients_words(client: TestClient) -> None:
    answer = await client.put(POST, data={})

    assert answer.status == 405
    check(await answer.json(), "errors")


async def test_a_request_of_the_door_can_be_followed_by_its_number(
    client: TestClient, town: Town, hole: Fields
) -> None:
    (given,) = await (await client.post(POST, data=hole)).json()

    with town.database.read() as connection:
        assert get_request(connection, given["service_request_id"]).voices == 1
