"""The `parvis` command: bad input gets one French sentence on stderr, the right exit code, no traceback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.conversations.conversation import open_conversation
from bot.requests.register import get_request, record
from bot.requests.service_request import NewRequest, Place
from bot.settings import DEMO_TERRITORY
from bot.storage.database import Database
from bot.territory import Territory


def parvis(
    *arguments: str, folder: Path, said: str = "", timeout: int = 120, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does, on a database of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=said,
        capture_output=True,
        text=True,
        timeout=timeout,
        env={**os.environ, "PARVIS_DATABASE_URL": f"sqlite:///{folder / 'p.db'}", **environ},
    )


def one_sentence(text: str) -> str:
    """The sentence on stderr, steps of progress left aside."""
    lines = [line for line in text.strip().splitlines() if not line.startswith("[")]
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    result = parvis("requests", "list", folder=tmp_path, PARVIS_PORT="abc")
    assert result.returncode == 2
    assert "PARVIS_PORT" in one_sentence(result.stderr)


def test_a_territory_that_cannot_be_read_names_file_line_and_field(tmp_path: Path) -> None:
    town = tmp_path / "ville"
    shutil.copytree(DEMO_TERRITORY, town)
    services = town / "services.yml"
    services.write_text(services.read_text(encoding="utf-8").replace("delay: 10 jo", "delay: bientôt", 1), "utf-8")
    result = parvis("requests", "list", folder=tmp_path, PARVIS_TERRITORY=str(town))
    assert result.returncode == 1
    sentence = one_sentence(result.stderr)
    assert "services.yml" in sentence
    assert "delay" in sentence


def test_a_database_that_does_not_open_is_said(tmp_path: Path) -> None:
    result = parvis("requests", "list", folder=tmp_path, PARVIS_DATABASE_URL=f"sqlite:///{tmp_path}")
    assert result.returncode == 1
    assert "base de données" in one_sentence(result.stderr)


def test_a_port_that_is_taken_is_said_before_anything_long(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = parvis("run", folder=tmp_path, PARVIS_PORT=port)
    assert result.returncode == 1
    assert port in one_sentence(result.stderr)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("requests", "show", "K7F2-9QXM-R"), 1),
        (("requests", "show", "n'importe quoi"), 1),
        (("requests", "set-status", "K7F2-9QXM-R", "resolu"), 1),
        (("users", "disable", "personne"), 1),
        (("requests", "list", "--since", "hier"), 2),
        (("chat", "--channel", "minitel"), 2),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: tuple[str, ...], status: int, tmp_path: Path) -> None:
    result = parvis(*arguments, folder=tmp_path)
    assert result.returncode == status, result.stderr
    one_sentence(result.stderr)


def test_a_duplicate_asks_for_its_original(tmp_path: Path, belrive: Territory, clock: MovableClock) -> None:
    database = Database(f"sqlite:///{tmp_path / 'p.db'}")
    database.upgrade()
    with database.begin_now() as connection:
        open_conversation(connection, "web:a", clock.now())
        new = NewRequest("nid_de_poule", "un trou", Place("12 rue Pasteur"), "web:a")
        first, second = (record(connection, belrive, new, clock.now()).reference for _ in range(2))
    change = ("requests", "set-status", second, "doublon")
    refused = parvis(*change, folder=tmp_path)
    assert refused.returncode == 1 and "demande d’origine" in one_sentence(refused.stderr)
    assert parvis(*change, "--originale", first, "--note", "Même trou.", folder=tmp_path).returncode == 0
    with database.read() as connection:
        merged = get_request(connection, second)
    assert (merged.duplicate_of, merged.history[-1].text) == (first, f"Réunie avec {first}. Même trou.")


@pytest.mark.parametrize(
    "arguments", [(), ("requests",), ("addresses",), ("users",), ("chat",), ("parse",), ("run",), ("train",)]
)
def test_every_command_has_its_help(arguments: tuple[str, ...], tmp_path: Path) -> None:
    result = parvis(*arguments, "--help", folder=tmp_path)
    assert result.returncode == 0
    assert "--help" in result.stdout


def test_an_address_is_found_from_the_command_line(tmp_path: Path) -> None:
    result = parvis("addresses", "search", "12 rue pasteur", "--json", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["candidates"][0]["label"].startswith("12 rue Pasteur")


@pytest.mark.slow
def test_a_scripted_chat_records_a_request(tmp_path: Path) -> None:
    lines = [
        {"sender": "a", "text": "ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo"},
        {"sender": "a", "button": "Oui, envoyer"},
        {"advance": "3 days"},
    ]
    result = parvis(
        "chat",
        "--jsonl",
        folder=tmp_path,
        said="\n".join(map(json.dumps, lines)),
        timeout=900,
        PARVIS_NOW="2026-11-24T10:15",
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(answers) == 4, result.stderr
    (request,) = answers[-1]["requests"]
    assert request["requested_at"] == "2026-11-24T10:15:00+01:00"
    listed = parvis("requests", "list", "--json", folder=tmp_path)
    assert json.loads(listed.stdout)[0]["reference"] == request["reference"]


@pytest.mark.slow
@pytest.mark.parametrize("line", ["pas du json", "[1]", '{"advance": "un siècle"}'])
def test_a_line_that_is_no_script_is_one_sentence(line: str, tmp_path: Path) -> None:
    result = parvis("chat", "--jsonl", folder=tmp_path, said=line, timeout=900)
    assert result.returncode == 1
    one_sentence(result.stderr)


def test_a_longitude_west_of_greenwich_is_no_option(tmp_path: Path) -> None:
    done = parvis("addresses", "reverse", "48.1", "-1.68", "--json", folder=tmp_path)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"candidates": []})


@pytest.mark.parametrize("position", [("nan", "1"), ("99", "1"), ("ici", "là")])
def test_a_wrong_position_is_one_sentence(position: tuple[str, str], tmp_path: Path) -> None:
    done = parvis("addresses", "reverse", *position, folder=tmp_path)
    assert done.returncode == 2
    assert one_sentence(done.stderr).startswith("La position s’écrit")
