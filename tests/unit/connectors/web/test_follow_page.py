"""The private page of a request: for who holds its link, and for nobody else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from aiohttp import FormData
from aiohttp.test_utils import TestClient
from PIL import Image

from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.conversations.notifications import change_status, merge_requests
from bot.requests.additions import follow
from bot.requests.register import get_request, record
from bot.requests.service_request import NewRequest, Place
from bot.storage.tables import deliveries
from connectors.town import Town

RESIDENT, NEIGHBOUR = "web:habitant", "telegram:voisine"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}

Reported = Callable[..., str]


@pytest.fixture
def reported(town: Town) -> Reported:
    def make(conversation_id: str = RESIDENT) -> str:
        with town.database.begin_now() as connection:
            open_conversation(connection, conversation_id, town.clock.now())
            place = Place("12 rue Pasteur, 96380 Belrive", "devant chez moi", 47.0, 1.0, True)
            contact = {"email": "zoe@courriel.example", "phone": None}
            new = NewRequest("nid_de_poule", "un trou <b>énorme</b>", place, conversation_id, contact=contact)
            return record(connection, town.territory, new, town.clock.now()).reference

    return make


@pytest.fixture
def page_of(town: Town) -> Callable[[str, str], str]:
    return lambda reference, voice: town.links().page(reference, voice).removeprefix(town.settings.public_url)


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "red").save(out, "JPEG")
    return out.getvalue()


def form(words: str = "", file: bytes = b"") -> FormData:
    fields = FormData({"mots": words})
    fields.add_field("photo", file, filename="p.jpg" if file else "", content_type="image/jpeg")
    return fields


async def text(client: TestClient, path: str, status: int = 200) -> str:
    answer = await client.get(path)
    assert answer.status == status
    return await answer.text()


async def test_the_page_says_where_the_request_stands_and_what_comes_next(
    client: TestClient, town: Town, reported: Reported, page_of: Callable[..., str]
) -> None:
    reference = reported()
    with town.database.begin_now() as connection:
        change_status(connection, town.territory, reference, "planifie", "Claire", town.clock.now(), "Lundi matin.")
    answer = await client.get(page_of(reference, RESIDENT))
    page = await answer.text()
    for words in (reference, "Trou dans la route", "Intervention prévue", "Lundi matin.", "d’ici le 8\u00a0décembre"):
        assert words in page
    assert town.territory.services["nid_de_poule"].next_step in page
    assert answer.headers["Cache-Control"] == "no-store" and "noindex" in page
    assert "Set-Cookie" not in answer.headers and "<script" not in page


@pytest.mark.parametrize("wrong", ["another key", "no key", "another request", "no request", "no reference"])
async def test_a_wrong_link_always_gets_the_same_answer(
    client: TestClient, town: Town, reported: Reported, page_of: Callable[..., str], wrong: str
) -> None:
    reference, other = reported(), reported(NEIGHBOUR)
    key = page_of(reference, RESIDENT).partition("?")[2]
    path = {
        "another key": f"/suivi/{reference}?{page_of(other, NEIGHBOUR).partition('?')[2]}",
        "no key": f"/suivi/{reference}",
        "another request": f"/suivi/{other}?{key}",
        "no request": f"/suivi/K7F2-9QXM-R?{key}",
        "no reference": f"/suivi/%3Cscript%3E?{key}",
    }[wrong]
    page = await text(client, path, 404)
    assert "n’ouvre aucune demande" in page
    assert page == await text(client, "/suivi/rien?cle=é", 404)


async def test_neither_the_words_nor_the_photos_of_others_are_shown(
    client: TestClient, town: Town, reported: Reported, page_of: Callable[..., str]
) -> None:
    reference = reported()
    with town.database.begin_now() as connection:
        open_conversation(connection, NEIGHBOUR, town.clock.now())
        follow(connection, reference, NEIGHBOUR, town.clock.now(), "je suis Zoé du 14", ["0" * 32 + ".jpg"])
    page = await text(client, page_of(reference, RESIDENT))
    assert "Zoé" not in page and ".jpg" not in page
    assert "devant chez moi" in page and "Vous avez signalé le problème" in page
    theirs = await text(client, page_of(reference, NEIGHBOUR))
    assert "je suis Zoé du 14" in theirs and "12 rue Pasteur" in theirs
    assert "devant chez moi" not in theirs and "Le problème a été signalé" in theirs


async def test_a_word_and_a_photo_are_added_and_shown(
    client: TestClient, town: Town, reported: Reported, page_of: Callable[..., str]
) -> None:
    path = page_of(reported(), RESIDENT)
    action = path.replace("?", "/ajouter?")
    answer = await client.post(action, data=form("devant le <b>portail</b>", photo()), headers=SAME_SITE)
    page = await answer.text()
    assert answer.status == 200 and "devant le &lt;b&gt;portail&lt;/b&gt;" in page and "C’est ajouté" in page
    (shown,) = re.findall(r'<img src="([^"]+)"', page)
    image = await client.get(shown.replace("&amp;", "&"))
    assert (image.status, image.content_type) == (200, "image/jpeg")
    assert (await client.get(shown.partition("?")[0])).status == 404


async def test_what_cannot_be_added_is_said_on_the_page_and_changes_nothing(
    client: TestClient, town: Town, reported: Reported, page_of: Callable[..., str]
) -> None:
    reference = reported()
    action = page_of(reference, RESIDENT).replace("?", "/ajouter?")
    for data, said in ((form(), "Écrivez un mot"), (form("a" * 4001), "trop long"), (form(file=b"<svg/>"), "photo")):
        answer = await client.post(action, data=data, headers=SAME_SITE)
        assert answer.status == 400 and said in await answer.text()
    with town.database.read() as connection:
        assert len(get_request(connection, reference).history) == 1


async def test_a_form_from_another_site_does_nothing(
    client: TestClient, town: Town, reported: Reported, page_of: Callable[..., str]
) -> None:
    reference = reported()
    action = page_of(reference, RESIDENT).replace("?", "/effacer?")
    answer = await client.post(action, data={"sur": "oui"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403
    with town.database.read() as connection:
        assert get_request(connection, reference).contact


async def test_not_settled_reopens_the_request(
    client: TestClient, town: Town, clock: MovableClock, reported: Reported, page_of: Callable[..., str]
) -> None:
    reference = reported()
    path = page_of(reference, RESIDENT)
    assert "pas-regle" not in await text(client, path)
    with town.database.begin_now() as connection:
        change_status(connection, town.territory, reference, "resolu", "Claire", town.clock.now())
    clock.advance(timedelta(days=2))
    answer = await client.post(path.replace("?", "/rouvrir?"), data=form("il est revenu"), headers=SAME_SITE)
    page = await answer.text()
    assert "est rouverte" in page and "il est revenu" in page
    again = await client.post(path.replace("?", "/rouvrir?"), data=form(), headers=SAME_SITE)
    assert again.status == 400 and "toujours en cours" in await again.text()


async def test_a_duplicate_shows_where_its_original_stands(
    client: TestClient, town: Town, reported: Reported, page_of: Callable[..., str]
) -> None:
    first, second = reported(), reported(NEIGHBOUR)
    with town.database.begin_now() as connection:
        merge_requests(connection, second, first, "Claire", town.clock.now())
        change_status(connection, town.territory, first, "en_cours", "Claire", town.clock.now())
    page = await text(client, page_of(second, NEIGHBOUR))
    assert first in page and "En cours" in page


async def test_erasing_leaves_the_problem_and_nothing_of_the_resident(
    client: TestClient, town: Town, reported: Reported, page_of: Callable[..., str]
) -> None:
    reference = reported()
    path = page_of(reference, RESIDENT)
    await client.post(path.replace("?", "/ajouter?"), data=form("mon numéro 06", photo()), headers=SAME_SITE)
    refused = await client.post(path.replace("?", "/effacer?"), data={}, headers=SAME_SITE)
    assert refused.status == 400 and "Cochez la case" in await refused.text()

    answer = await client.post(path.replace("?", "/effacer?"), data={"sur": "oui"}, headers=SAME_SITE)

    assert answer.status == 200 and "sont effacés" in await answer.text()
    await text(client, path, 404)
    with town.database.read() as connection:
        request = get_request(connection, reference)
        left = str(connection.execute(sa.select(deliveries.c.content)).fetchall())
    assert "mon numéro" not in left
    assert (request.contact, request.media, request.voices, request.place.note) == (None, (), 0, None)
    assert (request.service_code, request.place.address) == ("nid_de_poule", "12 rue Pasteur, 96380 Belrive")
    assert not any(word in str(request) for word in ("énorme", "06", "zoe", "chez moi"))
    assert not list((town.settings.var / "media").rglob("*.jpg"))


async def test_a_flood_is_slowed(client: TestClient, reported: Reported, page_of: Callable[..., str]) -> None:
    path = page_of(reported(), RESIDENT)
    answers = [await client.get(path) for _ in range(61)]
    assert [answer.status for answer in answers] == [200] * 60 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_the_secret_is_drawn_once_and_kept(town: Town) -> None:
    assert town.links().key("R", RESIDENT) == town.links().key("R", RESIDENT) != town.links().key("R", NEIGHBOUR)
    assert town.links().secret not in repr(town.links())
