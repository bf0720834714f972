from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient

from bot.clock import MovableClock
from bot.conversations.inbox import receive
from bot.conversations.outgoing import messages_after
from bot.requests.register import get_request, set_status
from bot.requests.service_request import Place
from bot.requests.voices import add_voice
from connectors.desk import search
from connectors.desk.search import ROWS_PER_PAGE
from connectors.town import Town

NewRequest = Callable[..., str]
RESIDENT, NEIGHBOUR = "web:habitant", "telegram:voisine"


async def shown(client: TestClient, path: str, **query: str) -> list[str]:
    """References in the table, in order."""
    page = await (await client.get(path, params=query)).text()
    return re.findall(r'href="/bureau/demandes/([A-Z0-9-]+)"', page)


async def test_the_desk_opens_on_the_requests(agent: TestClient) -> None:
    for path in ("/bureau", "/bureau/"):
        assert (await agent.get(path)).url.path == "/bureau/demandes"


async def test_the_table_shows_requests_in_citizens_words_the_newest_first(
    agent: TestClient, new_request: NewRequest, clock: MovableClock
) -> None:
    first = new_request()
    clock.advance(timedelta(minutes=1))
    second = new_request(service_code="graffiti_tag", place=Place(note="derrière la gare"))

    page = await (await agent.get("/bureau/demandes")).text()

    assert await shown(agent, "/bureau/demandes") == [second, first]
    for words in ("Trou dans", "12 rue Pasteur", "derrière la gare", "Reçu", "24\u00a0novembre", "8\u00a0décembre"):
        assert words in page


async def test_a_request_past_its_date_is_marked(
    agent: TestClient, new_request: NewRequest, clock: MovableClock
) -> None:
    new_request()
    assert "en retard" not in await (await agent.get("/bureau/demandes")).text()
    clock.advance(timedelta(days=60))
    await agent.post("/bureau/connexion", data={"identifiant": "claire", "mot_de_passe": "Un-mot-de-passe-1"})
    assert "en retard" in await (await agent.get("/bureau/demandes")).text()


async def test_the_table_is_filtered_by_state(agent: TestClient, new_request: NewRequest, town: Town) -> None:
    received, closed = new_request(), new_request()
    with town.database.begin_now() as connection:
        set_status(connection, closed, "resolu", "Claire", town.clock.now())

    assert await shown(agent, "/bureau/demandes", statut="recu") == [received]
    assert await shown(agent, "/bureau/demandes", statut="ouvertes") == [received]
    assert await shown(agent, "/bureau/demandes", statut="fermees") == [closed]
    assert set(await shown(agent, "/bureau/demandes", statut="n’existe pas")) == {received, closed}


@pytest.mark.parametrize("words", ["ÉCOLE", "ecole", "école  PASTEUR", "trou", "Trou dans", "12 rue"])
async def test_words_are_found_whatever_their_accents_and_case(
    agent: TestClient, new_request: NewRequest, words: str
) -> None:
    wanted = new_request("un trou devant l’école")
    new_request("des tags", service_code="graffiti_tag", place=Place(note="la gare"))

    assert await shown(agent, "/bureau/demandes", q=words) == [wanted]


@pytest.mark.parametrize("words", ["%", "'; --", "_", " "])
async def test_signs_without_words_filter_nothing(agent: TestClient, new_request: NewRequest, words: str) -> None:
    reference = new_request()

    assert await shown(agent, "/bureau/demandes", q=words) == [reference]


async def test_a_reference_is_found_with_and_without_dashes(agent: TestClient, new_request: NewRequest) -> None:
    wanted, _ = new_request(), new_request()

    assert await shown(agent, "/bureau/demandes", q=wanted) == [wanted]
    assert await shown(agent, "/bureau/demandes", q=wanted.replace("-", "").lower()) == [wanted]


async def test_the_table_comes_page_by_page(agent: TestClient, new_request: NewRequest, clock: MovableClock) -> None:
    made = []
    for _ in range(ROWS_PER_PAGE + 2):
        clock.advance(timedelta(seconds=1))
        made.insert(0, new_request())

    assert await shown(agent, "/bureau/demandes") == made[:ROWS_PER_PAGE]
    assert await shown(agent, "/bureau/demandes", page="2", q="trou") == made[ROWS_PER_PAGE:]
    for odd in ("0", "-1", "99", "x", "9" * 40):
        assert (await agent.get("/bureau/demandes", params={"page": odd})).status == 200


async def test_words_that_too_many_requests_hold_are_said_to_be_frequent(
    agent: TestClient, new_request: NewRequest, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    made = [new_request() for _ in range(3)]

    page = await (await agent.get("/bureau/demandes", params={"q": "trou"})).text()
    assert "très fréquents" in page
    assert [reference in page for reference in made] == [False, True, True]
    assert "très fréquents" not in await (await agent.get("/bureau/demandes", params={"q": made[0]})).text()


async def test_a_request_shows_all_that_is_known_of_it(agent: TestClient, new_request: NewRequest) -> None:
    reference = new_request(
        "le lampadaire clignote",
        service_code="lampadaire_en_panne",
        place=Place("12 rue Pasteur", "devant le portail", 46.9987, 0.9922, True),
        contact={"email": "a@b.example", "phone": "06 00 00 00 00"},
        media=("0" * 32 + ".jpg",),
    )

    page = await (await agent.get(f"/bureau/demandes/{reference}")).text()

    for words in (
        *(reference, "le lampadaire clignote", "12 rue Pasteur (devant le portail)", "46.99870, 0.99220"),
        *("a@b.example", "06 00 00 00 00", f"/bureau/photos/{'0' * 32}.jpg", "Demande reçue", "Éclairage public"),
        *("Courriel", "À remettre", "1 personne", "Site de la commune"),
    ):
        assert words in page


async def test_answers_to_the_service_s_questions_are_shown_in_words(
    agent: TestClient, new_request: NewRequest, town: Town
) -> None:
    service, question = next(
        (service, question)
        for service in town.territory.services.values()
        for question in service.questions
        if question.values
    )
    reference = new_request(service_code=service.code, attributes={question.code: question.values[0].key})

    page = await (await agent.get(f"/bureau/demandes/{reference}")).text()

    assert question.text.replace("'", "&#39;") in page
    assert f"<dd>{question.values[0].name}</dd>" in page


async def test_what_a_resident_wrote_is_shown_as_text(agent: TestClient, new_request: NewRequest) -> None:
    evil = "<script>alert(1)</script>{{ 7 * 7 }}<img src=x onerror=alert(1)>"
    reference = new_request(evil, place=Place(note=evil))

    for path in ("/bureau/demandes", f"/bureau/demandes/{reference}"):
        page = await (await agent.get(path)).text()
        assert "<script>alert" not in page and "<img src=x" not in page and "49" not in page


async def test_a_change_of_state_is_told_to_every_voice_with_the_note(
    agent: TestClient, new_request: NewRequest, town: Town
) -> None:
    reference = new_request()
    with town.database.begin_now() as connection:
        receive(connection, NEIGHBOUR, "a", {"text": "moi aussi"}, town.clock.now())
        add_voice(connection, reference, NEIGHBOUR, town.clock.now())

    fields = {"statut": "en_cours", "note": "L’équipe passe jeudi."}
    answer = await agent.post(f"/bureau/demandes/{reference}/statut", data=fields)

    assert answer.status == 200 and "Le nouvel état est enregistré." in await answer.text()
    with town.database.read() as connection:
        request = get_request(connection, reference)
        said = [messages_after(connection, voice, 0)[-1].text for voice in (RESIDENT, NEIGHBOUR)]
    assert request.status == "en_cours"
    assert (request.history[-1].by, request.history[-1].text) == ("Claire", "L’équipe passe jeudi.")
    assert all(reference in text and "En cours" in text and "L’équipe passe jeudi." in text for text in said)


@pytest.mark.parametrize(
    "fields",
    [
        {"statut": "recu"},
        {"statut": "rouvert"},
        {"statut": "n’existe pas"},
        {},
        {"statut": "en_cours", "note": "x" * 4001},
    ],
)
async def test_a_change_that_is_not_allowed_changes_nothing_and_says_why(
    agent: TestClient, new_request: NewRequest, town: Town, fields: dict[str, str]
) -> None:
    reference = new_request()

    answer = await agent.post(f"/bureau/demandes/{reference}/statut", data=fields)

    assert answer.status == 400
    assert 'class="error" role="alert"' in await answer.text()
    with town.database.read() as connection:
        assert get_request(connection, reference).status == "recu"
        assert messages_after(connection, RESIDENT, 0) == []


@pytest.mark.parametrize("reference", ["K7F2-9QXM-R", "rien", "%00", "K7F2-9QXM-R;DROP", "é" * 200])
async def test_an_unknown_request_is_a_french_page(agent: TestClient, reference: str) -> None:
    answer = await agent.get(f"/bureau/demandes/{reference}", headers={"Accept": "text/html"})

    assert answer.status == 404
    assert "Aucune demande ne porte ce numéro de suivi." in await answer.text()


async def test_a_reference_typed_loosely_opens_its_request(agent: TestClient, new_request: NewRequest) -> None:
    reference = new_request()

    answer = await agent.get(f"/bureau/demandes/{reference.replace('-', '').lower()}")

    assert answer.status == 200 and reference in await answer.text()


async def test_a_photo_is_for_agents_and_can_run_nothing(agent: TestClient, town: Town) -> None:
    name = "0123456789abcdef" * 2 + ".jpg"
    (town.settings.var / "media").mkdir()
    (town.settings.var / "media" / name).write_bytes(b"\xff\xd8photo")

    answer = await agent.get(f"/bureau/photos/{name}")

    assert await answer.read() == b"\xff\xd8photo"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    await agent.post("/bureau/deconnexion")
    assert (await agent.get(f"/bureau/photos/{name}", allow_redirects=False)).status == 303


@pytest.mark.parametrize(
    "name", ["parvis.db", "..%2fparvis.db", "%2e%2e%2fparvis.db", "a" * 32, "A" * 32 + ".jpg", "a%00"]
)
async def test_no_other_file_is_served(agent: TestClient, town: Town, name: str) -> None:
    (town.settings.var / "media").mkdir()
    (town.settings.var / "media" / "parvis.db").write_bytes(b"secret")

    assert (await agent.get(f"/bureau/photos/{name}")).status == 404


async def test_the_filters_stand_in_the_address_of_the_next_page(agent: TestClient, new_request: NewRequest) -> None:
    for _ in range(ROWS_PER_PAGE + 1):
        new_request()

    page = await (await agent.get("/bureau/demandes", params={"q": "trou", "statut": "recu"})).text()

    assert 'href="/bureau/demandes?statut=recu&amp;q=trou&amp;page=2"' in page


async def test_the_words_of_a_filter_are_shown_as_text(agent: TestClient) -> None:
    page = await (await agent.get("/bureau/demandes", params={"q": 'x"><b>gras</b>'})).text()

    assert "<b>gras</b>" not in page
