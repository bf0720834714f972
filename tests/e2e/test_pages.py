"""The follow-up page and the desk in a real browser, without a model: what people press is what happens."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestServer
from PIL import Image

from bot.accounts import add_account
from bot.clock import MovableClock
from bot.conversations.conversation import ask_for_person, get_conversation
from bot.conversations.inbox import receive
from bot.conversations.notifications import change_status
from bot.conversations.outgoing import messages_after
from bot.places.index import PlaceIndex
from bot.requests.register import get_request, record
from bot.requests.service_request import NewRequest, Place
from bot.settings import read_settings
from bot.storage.database import Database
from bot.territory.territory import Territory
from connectors.town import Town
from connectors.web_application import web_application
from tests.e2e.chromium import ARGUMENTS, BROWSER, IN_CHROMIUM

pytestmark = IN_CHROMIUM

RESIDENT, PASSWORD = "web:habitante", "Un-mot-de-passe-1"
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
PASTEUR = Place("12 rue Pasteur, 96380 Belrive", "devant le portail", 47.001, 1.002, True)


@pytest.fixture
def town(tmp_path: Path, database: Database, clock: MovableClock, belrive: Territory, places: PlaceIndex) -> Town:
    return Town(dataclasses.replace(read_settings({}), var=tmp_path), database, belrive, places, clock)


@pytest.fixture
async def url(town: Town) -> AsyncIterator[str]:
    async with TestServer(web_application(town)) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest.fixture
def reference(town: Town, clock: MovableClock) -> str:
    """A resident's request, which the service has planned."""
    with town.database.begin_now() as connection:
        receive(connection, RESIDENT, "a", {"text": "un enorme trou devant le 12 rue pasteur"}, clock.now())
        new = NewRequest("nid_de_poule", "un enorme trou devant le 12 rue pasteur", PASTEUR, RESIDENT)
        made = record(connection, town.territory, new, clock.now())
        clock.advance(timedelta(hours=3))
        change_status(
            connection, town.territory, made.reference, "planifie", "Claire", clock.now(), "Une équipe passe lundi."
        )
    return made.reference


async def opened(browser: Any, size: dict[str, int]) -> tuple[Any, list[str]]:
    """A page of this size, and the faults of its scripts and addresses, which fill as they come."""
    page, faults = await browser.new_page(viewport=size, locale="fr-FR", timezone_id="Europe/Paris"), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 400 else None)
    return page, cast("list[str]", faults)


async def is_as_wide_as_its_window(page: Any) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def photo() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((900, 600), 60).convert("RGB").save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_resident_follows_adds_reopens_and_erases(
    browser: Any, url: str, town: Town, reference: str, clock: MovableClock, size: dict[str, int], tmp_path: Path
) -> None:
    page, faults = await opened(browser, size)
    link = town.links().page(reference, RESIDENT).removeprefix(town.settings.public_url)

    await page.goto(url + link)
    steps = page.get_by_role("listitem")
    assert await page.get_by_role("heading", level=1).inner_text() == "Trou dans la route"
    assert await steps.count() == 2 and "Une équipe passe lundi." in await steps.nth(1).inner_text()

    await page.get_by_label("Votre message").fill("Le trou est plus profond depuis la pluie.")
    file = {"name": "trou.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    await page.get_by_label("Une photo", exact=True).set_input_files(file)
    await page.get_by_role("button", name="Envoyer").click()
    await page.get_by_role("status").get_by_text("C’est ajouté").wait_for()
    assert await steps.count() == 3
    shown = steps.nth(2).get_by_role("img")
    await shown.scroll_into_view_if_needed()
    await page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=await shown.element_handle())
    assert await is_as_wide_as_its_window(page)
    await page.screenshot(path=str(tmp_path / "suivi.png"), full_page=True)

    with town.database.begin_now() as connection:
        change_status(connection, town.territory, reference, "resolu", "Claire", clock.now(), "Rebouché ce matin.")
    await page.goto(url + link)
    await page.get_by_label("Ce qui reste à faire").fill("Il y en a un autre à côté.")
    await page.get_by_role("button", name="Ce n’est pas réglé").click()
    await page.get_by_role("status").get_by_text("rouverte").wait_for()
    with town.database.read() as connection:
        assert get_request(connection, reference).status == "rouvert"

    await page.get_by_role("button", name="Effacer mes données").click()  # the box is not ticked: nothing is sent
    assert await page.get_by_role("heading", level=1).inner_text() == "Trou dans la route"
    await page.get_by_label("Oui, effacer mes données").check()
    await page.get_by_role("button", name="Effacer mes données").click()
    await page.get_by_text("sont effacés").wait_for()
    assert faults == []
    assert (await page.goto(url + link)).status == 404
    with town.database.read() as connection:
        kept = get_request(connection, reference)
    assert (kept.media, kept.voices, "trou" in kept.description) == ((), 0, False)
    assert not list((tmp_path / "media").glob("*.jpg"))


async def log_in(page: Any, url: str, path: str) -> None:
    await page.goto(url + path)
    await page.get_by_label("Identifiant").fill("claire")
    await page.get_by_label("Mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()


@pytest.fixture
def agent(town: Town) -> None:
    with town.database.begin_now() as connection:
        add_account(connection, "claire", "Claire", "agent", PASSWORD, town.clock.now())


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_an_agent_takes_a_conversation_answers_and_gives_it_back(
    browser: Any, url: str, town: Town, size: dict[str, int], tmp_path: Path
) -> None:
    with town.database.begin_now() as connection:
        receive(connection, RESIDENT, "a", {"text": "je voudrais parler à quelqu’un"}, town.clock.now())
        ask_for_person(connection, RESIDENT, "je voudrais parler à quelqu’un", town.clock.now())
    page, faults = await opened(browser, size)
    await log_in(page, url, "/bureau/conversations")

    await page.get_by_role("link", name="En attente depuis").click()
    await page.get_by_role("button", name="Prendre").click()
    await page.get_by_label("Votre réponse").fill("Bonjour, je vous écoute.")
    await page.get_by_role("button", name="Répondre").click()
    await page.locator(".transcript .agent", has_text="je vous écoute").wait_for()
    assert await is_as_wide_as_its_window(page)
    await page.screenshot(path=str(tmp_path / "conversation.png"), full_page=True)
    await page.get_by_role("button", name="Rendre").click()
    await page.get_by_role("status").get_by_text("rendue à l’assistant").wait_for()

    with town.database.read() as connection:
        assert get_conversation(connection, RESIDENT).owner == "assistant"
        said = [(message.author, message.text) for message in messages_after(connection, RESIDENT, 0)]
    assert ("Claire, mairie", "Bonjour, je vous écoute.") in said
    assert faults == []


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_an_agent_finds_a_request_by_its_words_and_moves_it(
    browser: Any, url: str, town: Town, reference: str, size: dict[str, int], tmp_path: Path
) -> None:
    page, faults = await opened(browser, size)
    await log_in(page, url, "/bureau/demandes")

    await page.get_by_label("Numéro, lieu ou mots").fill("énorme past")
    await page.get_by_role("button", name="Filtrer").click()
    await page.get_by_role("link", name=reference).click()
    await page.get_by_label("Lieu", exact=True).fill("8 rue des lilas")
    await page.get_by_role("button", name="Chercher ce lieu").click()
    await page.get_by_label("8 rue des Lilas").check()
    await page.get_by_label("Raison (facultatif)").last.fill("Précisé par téléphone.")
    assert await is_as_wide_as_its_window(page)
    await page.screenshot(path=str(tmp_path / "lieu.png"), full_page=True)
    await page.get_by_role("button", name="Corriger le lieu").click()
    await page.get_by_role("status").get_by_text("Le lieu est corrigé").wait_for()

    with town.database.read() as connection:
        moved = get_request(connection, reference)
    assert moved.place.address == "8 rue des Lilas, 96380 Belrive"
    assert "Précisé par téléphone." in moved.history[-1].text
    assert faults == []
