"""`parvis keys`: what an administrator types, and reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.api_key_commands import keys_app
from bot.api_keys import KeyRefused, find_key
from bot.storage.database import Database


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    return CliRunner(env={"PARVIS_DATABASE_URL": f"sqlite:///{tmp_path / 'parvis.db'}"})


def test_a_key_is_shown_once_listed_without_it_and_shut(runner: CliRunner, database: Database) -> None:
    key = runner.invoke(keys_app, ["add", "appli", "--department", "voirie"]).output.strip()
    with database.read() as connection:
        found = find_key(connection, key)
    assert found is not None
    assert (found.name, found.department) == ("appli", "voirie")

    listed = runner.invoke(keys_app, ["list"]).output
    assert listed.split() == ["appli", "voirie", "ouverte"]
    assert runner.invoke(keys_app, ["disable", "appli"]).output == "Clé appli fermée.\n"
    assert "fermée" in runner.invoke(keys_app, ["list"]).output


@pytest.mark.parametrize("words", [["add", "Appli"], ["add", "appli", "--department", "inconnu"], ["disable", "appli"]])
def test_what_cannot_be_done_is_said(runner: CliRunner, words: list[str]) -> None:
    failed = runner.invoke(keys_app, words)

    assert isinstance(failed.exception, KeyRefused)
    assert str(failed.exception).endswith(".")
