"""The whole way in a real browser: from a resident's sentence on the town's website to the agents' desk."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.chromium import ARGUMENTS, BROWSER, IN_CHROMIUM

START_SECONDS = 180.0
ANSWER_MS = 30_000
MOST_ANSWERS = 8
SENTENCE = "ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo"
LAUNCHER = "Une question, un problème"

pytestmark = IN_CHROMIUM


@dataclass(frozen=True)
class Running:
    """A server at work: its address, and the demo account's login and password."""

    url: str
    login: str
    password: str


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """`parvis run` on a free port, with a database of its own and the model of the present data."""
    from nlu.training import ensure_trained

    ensure_trained()
    port = free_port()
    environ = {
        **os.environ,
        "PARVIS_PORT": str(port),
        "PARVIS_DATABASE_URL": f"sqlite:///{tmp_path / 'parvis.db'}",
    }
    command = [str(Path(sys.executable).with_name("parvis")), "run"]
    with (tmp_path / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=log, text=True)
    limit = threading.Timer(START_SECONDS, process.kill)
    limit.start()
    try:
        yield announced(process, f"http://127.0.0.1:{port}", tmp_path / "server.log")
    finally:
        limit.cancel()
        process.terminate()
        assert process.wait(timeout=30) == 0


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def announced(process: subprocess.Popen[str], url: str, log: Path) -> Running:
    """Read what the server says until it is ready; the demo account is in it."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            account = re.search(r": (\S+) / (\S+)", said)
            assert account, said
            return Running(url, account[1], account[2])
    raise AssertionError(f"the server stopped before it was ready:\n{log.read_text()[-3000:]}")


def test_a_resident_s_sentence_becomes_a_request_on_the_desk(server: Running, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="fr-FR", timezone_id="Europe/Paris")
        faults: list[str] = []
        addresses: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: addresses.append(request.url))

        page.goto(f"{server.url}/")
        page.get_by_role("button", name=LAUNCHER).wait_for()
        assert page.evaluate("localStorage.length") == 0
        page.get_by_role("button", name=LAUNCHER).click()
        say(page, SENTENCE)
        reference = reported(page)
        page.screenshot(path=str(tmp_path / "conversation.png"))

        page.reload()
        page.get_by_role("button", name=LAUNCHER).click()
        page.locator(".mine", has_text=SENTENCE).wait_for(timeout=ANSWER_MS)
        assert page.locator(".line .reference").inner_text() == reference

        page.goto(f"{server.url}/bureau/")
        page.get_by_label("Identifiant").fill(server.login)
        page.get_by_label("Mot de passe").fill(server.password)
        page.get_by_role("button", name="Se connecter").click()
        page.get_by_role("link", name=reference).click()
        page.screenshot(path=str(tmp_path / "desk.png"))
        assert SENTENCE in page.locator("main").inner_text()
        assert "12 rue Pasteur" in page.locator("main").inner_text()

        assert not faults
        assert [address for address in addresses if not address.startswith(server.url)] == []
        browser.close()


def say(page, text: str) -> None:  # type: ignore[no-untyped-def]
    """Write to the assistant, and wait for what it answers."""
    answered = page.locator(".line:not(.mine)").count()
    page.get_by_label("Votre message").fill(text)
    page.get_by_label("Votre message").press("Enter")
    page.locator(".line:not(.mine)").nth(answered).wait_for(timeout=ANSWER_MS)


def press(page, title: str) -> None:  # type: ignore[no-untyped-def]
    """Press a choice of the assistant's last question, and wait for what it answers."""
    answered = page.locator(".line:not(.mine)").count()
    page.locator(".line .choice:enabled", has_text=title).first.click()
    page.locator(".line:not(.mine)").nth(answered).wait_for(timeout=ANSWER_MS)


def reported(page) -> str:  # type: ignore[no-untyped-def]
    """Answer the assistant's questions until the request is recorded; its reference."""
    for _ in range(MOST_ANSWERS):
        if page.locator(".line .reference").count():
            return str(page.locator(".line .reference").first.inner_text())
        choices = page.locator(".line .choice:enabled").all_inner_texts()
        if "Oui, envoyer" in choices:
            press(page, "Oui, envoyer")
        elif choices:
            press(page, choices[0])
        else:
            say(page, "devant le 12 rue Pasteur")
    raise AssertionError(page.locator(".log").inner_text())
