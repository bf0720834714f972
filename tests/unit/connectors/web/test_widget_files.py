from __future__ import annotations

import re
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

STATIC = Path(__file__).parents[4] / "connectors" / "web" / "static"
SCRIPTS = [STATIC / "widget.js", *sorted((STATIC / "chat").glob("*.js"))]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_what_people_write_is_never_read_as_html(script: Path) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script.read_text("utf-8"))


@pytest.mark.parametrize("script", [*SCRIPTS, STATIC / "chat" / "style.css"], ids=lambda path: path.name)
def test_the_widget_names_no_other_server(script: Path) -> None:
    addresses = re.findall(r"https?://[^\s\"'`)]+", script.read_text("utf-8"))

    assert set(addresses) <= {
        "https://parvis.commune.fr/chat/widget.js",
        "http://www.w3.org/2000/svg",
        "https://meteofrance.com/",  # where « Quitter vite » leads
        *(address for address in addresses if "\\" in address or "[" in address),
    }


def test_nothing_is_stored_before_the_conversation_is_opened() -> None:
    launcher = (STATIC / "widget.js").read_text("utf-8")

    assert not re.search(r"localStorage|sessionStorage|cookie|indexedDB", launcher)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_stay_short(script: Path) -> None:
    assert len(script.read_text("utf-8").splitlines()) < 300


async def test_every_part_is_served_and_readable_from_any_site(client: TestClient) -> None:
    for part in (STATIC / "chat").iterdir():
        answer = await client.get(f"/chat/parts/{part.name}", headers={"Origin": "https://www.belrive.example"})
        assert answer.status == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["rien.js", "..%2Fwidget.js", "%2e%2e/site.py", "conversation.png", "style.css.gz"])
async def test_nothing_else_is_served(client: TestClient, name: str) -> None:
    assert (await client.get(f"/chat/parts/{name}")).status in (404, 405)
