from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from bot.accounts import disable_account
from bot.clock import MovableClock
from connectors.town import Town
from connectors.web_application import web_application

PASSWORD = "Un-mot-de-passe-1"
WRONG = {"identifiant": "claire", "mot_de_passe": "faux"}
RIGHT = {"identifiant": "claire", "mot_de_passe": PASSWORD}
LogIn = Callable[[str], Awaitable[None]]

PUBLIC = {"/bureau", "/bureau/", "/bureau/connexion", "/bureau/deconnexion", "/bureau/couleurs.css", "/bureau/static"}


def desk_pages(client: TestClient) -> list[tuple[str, str]]:
    """Method and address of each route of the desk that is not public."""
    return [
        (route.method, str(route.resource.canonical))
        for route in client.app.router.routes()
        if route.resource and route.resource.canonical.startswith("/bureau") and route.resource.canonical not in PUBLIC
    ]


async def test_every_page_sends_a_stranger_to_the_log_in_page(client: TestClient) -> None:
    pages = desk_pages(client)
    assert len(pages) > 8
    for method, address in pages:
        path = (
            address.replace("{reference}", "K7F2-9QXM-R")
            .replace("{conversation}", "web:a")
            .replace("{name}", "a")
            .replace("{number}", "1")
        )
        answer = await client.request(method, path, allow_redirects=False)
        assert (answer.status, URL(answer.headers.get("Location", "")).path) == (303, "/bureau/connexion"), path


async def test_an_invented_session_opens_nothing(client: TestClient) -> None:
    answer = await client.get("/bureau/demandes", headers={"Cookie": "bureau=" + "a" * 43}, allow_redirects=False)

    assert answer.status == 303


async def test_logging_in_leads_to_the_page_that_was_wanted(client: TestClient) -> None:
    answer = await client.get("/bureau/demandes?statut=recu&q=rue+Pasteur", allow_redirects=False)
    wanted = URL(answer.headers.get("Location", "")).query["suite"]

    answer = await client.post("/bureau/connexion", data={**RIGHT, "suite": wanted}, allow_redirects=False)

    assert URL(answer.headers.get("Location", "")) == URL("/bureau/demandes?statut=recu&q=rue+Pasteur")


async def test_a_form_sent_too_late_leads_back_to_its_page(client: TestClient) -> None:
    answer = await client.post("/bureau/conversations/web:a/repondre", data={"texte": "a"}, allow_redirects=False)

    assert URL(answer.headers.get("Location", "")).query["suite"] == "/bureau/conversations/web:a"


@pytest.mark.parametrize(
    "suite",
    [
        "https://www.ailleurs.example/bureau/",
        "//www.ailleurs.example/",
        "/bureau//www.ailleurs.example",
        "/bureau/\\www.ailleurs.example",
        "/bureau/a\r\nSet-Cookie: a=b",
        "/bureau/\u2028",
        "/chat/history",
        "javascript:alert(1)",
        "",
    ],
)
async def test_logging_in_leads_nowhere_but_to_the_desk(client: TestClient, suite: str) -> None:
    answer = await client.post("/bureau/connexion", data={**RIGHT, "suite": suite}, allow_redirects=False)

    assert answer.headers.get("Location", "") == "/bureau/demandes"


async def test_the_session_s_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    cookie = (await client.post("/bureau/connexion", data=RIGHT, allow_redirects=False)).cookies["bureau"]

    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/"


async def test_over_https_the_cookie_is_bound_to_the_host_and_never_sent_in_clear(town: Town) -> None:
    settings = dataclasses.replace(town.settings, public_url="https://parvis.belrive.example")
    async with TestClient(TestServer(web_application(dataclasses.replace(town, settings=settings)))) as client:
        answer = await client.post("/bureau/connexion", data=RIGHT, allow_redirects=False)

    cookie = answer.cookies["__Host-bureau"]
    assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "fields",
    [
        WRONG,
        {"identifiant": "nobody", "mot_de_passe": PASSWORD},
        {"identifiant": "claire", "mot_de_passe": ""},
        {"identifiant": "claire\0", "mot_de_passe": PASSWORD + "x"},
        {},
    ],
)
async def test_a_wrong_log_in_is_told_in_one_sentence_that_gives_nothing_away(
    client: TestClient, fields: dict[str, str]
) -> None:
    answer = await client.post("/bureau/connexion", data=fields, allow_redirects=False)

    assert answer.status == 401
    assert "Cet identifiant et ce mot de passe ne vont pas ensemble." in await answer.text()
    assert not answer.cookies


async def test_after_five_failures_the_account_rests_half_an_hour(client: TestClient, clock: MovableClock) -> None:
    for _ in range(5):
        assert (await client.post("/bureau/connexion", data=WRONG)).status == 401

    answer = await client.post("/bureau/connexion", data=RIGHT, allow_redirects=False)
    assert answer.status == 429
    assert answer.headers["Retry-After"] == "1800"
    assert "Trop d’essais pour ce compte. Réessayez dans 30\u00a0minutes." in await answer.text()

    clock.advance(timedelta(minutes=30))
    assert (await client.post("/bureau/connexion", data=RIGHT, allow_redirects=False)).status == 303


async def test_one_account_at_rest_leaves_the_others_at_work(client: TestClient, log_in: LogIn) -> None:
    for _ in range(6):
        await client.post("/bureau/connexion", data=WRONG)

    await log_in("karim")


async def test_a_right_log_in_forgets_earlier_failures(client: TestClient, log_in: LogIn) -> None:
    for _ in range(3):
        for _ in range(4):
            await client.post("/bureau/connexion", data=WRONG)
        await log_in("claire")


async def test_a_new_log_in_ends_the_session_it_replaces(client: TestClient, log_in: LogIn) -> None:
    await log_in("claire")
    first = client.session.cookie_jar.filter_cookies(client.make_url("/"))["bureau"].value
    await log_in("claire")
    client.session.cookie_jar.clear()

    answer = await client.get("/bureau/demandes", headers={"Cookie": f"bureau={first}"}, allow_redirects=False)

    assert answer.status == 303


async def test_logging_out_ends_the_session_itself(agent: TestClient) -> None:
    session = agent.session.cookie_jar.filter_cookies(agent.make_url("/"))["bureau"].value

    await agent.post("/bureau/deconnexion")

    answer = await agent.get("/bureau/demandes", headers={"Cookie": f"bureau={session}"}, allow_redirects=False)
    assert answer.status == 303


async def test_a_session_ends_after_half_an_hour_without_use(agent: TestClient, clock: MovableClock) -> None:
    for _ in range(3):
        clock.advance(timedelta(minutes=29))
        assert (await agent.get("/bureau/demandes", allow_redirects=False)).status == 200

    clock.advance(timedelta(minutes=31))
    assert (await agent.get("/bureau/demandes", allow_redirects=False)).status == 303


async def test_a_page_left_open_does_not_keep_the_session_alive(agent: TestClient, clock: MovableClock) -> None:
    clock.advance(timedelta(minutes=20))
    answer = await agent.get("/bureau/demandes", headers={"Parvis-Live": "1"}, allow_redirects=False)
    assert answer.status == 200

    clock.advance(timedelta(minutes=11))
    answer = await agent.get("/bureau/demandes", headers={"Parvis-Live": "1"}, allow_redirects=False)
    assert answer.status == 303


async def test_a_disabled_account_is_out_at_once(agent: TestClient, town: Town) -> None:
    with town.database.begin_now() as connection:
        disable_account(connection, "claire")

    assert (await agent.get("/bureau/demandes", allow_redirects=False)).status == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://www.ailleurs.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
@pytest.mark.parametrize("path", ["/bureau/connexion", "/bureau/deconnexion", "/bureau/conversations/web:a/prendre"])
async def test_a_form_of_another_site_does_nothing(agent: TestClient, path: str, headers: dict[str, str]) -> None:
    answer = await agent.post(path, data=RIGHT, headers=headers, allow_redirects=False)

    assert answer.status == 403
    assert (await agent.get("/bureau/demandes", allow_redirects=False)).status == 200


async def test_a_form_of_our_own_page_is_taken(client: TestClient) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": str(client.make_url("/").origin())}

    answer = await client.post("/bureau/connexion", data=RIGHT, headers=headers, allow_redirects=False)

    assert answer.status == 303


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff=\xfe&a=%ED%A0%80%00", "application/x-www-form-urlencoded"),
        (b"a=b", "application/x-www-form-urlencoded; charset=nowhere"),
        (b"{}", "application/json"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"", "text/plain"),
    ],
)
async def test_what_is_no_form_is_refused_politely(client: TestClient, body: bytes, kind: str) -> None:
    answer = await client.post("/bureau/connexion", data=body, headers={"Content-Type": kind}, allow_redirects=False)

    assert answer.status in (400, 401)


async def test_a_trainer_s_account_does_not_open_the_desk(client: TestClient, log_in: LogIn) -> None:
    await log_in("theo")

    answer = await client.get("/bureau/demandes", headers={"Accept": "text/html"})

    assert answer.status == 403
    assert "Votre compte n’ouvre pas cette page." in await answer.text()


@pytest.mark.parametrize("path", ["/bureau/connexion", "/bureau/demandes", "/bureau/rien"])
async def test_pages_of_the_desk_are_never_kept_by_the_browser(agent: TestClient, path: str) -> None:
    headers = (await agent.get(path)).headers

    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


async def test_errors_are_pages_for_people_and_json_for_programs(agent: TestClient) -> None:
    page = await agent.get("/bureau/rien", headers={"Accept": "text/html,*/*"})
    program = await agent.get("/bureau/rien", headers={"Accept": "application/json"})

    assert page.status == program.status == 404
    assert "<h1>Cette page n’existe pas.</h1>" in await page.text()
    assert (await program.json())["error"]["code"] == "page_inconnue"
