"""Whole conversations, as residents hold them, played through the real assistant."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.knowledge.sheets.commands import import_from
from bot.knowledge.sheets.library import Library
from bot.settings import read_settings
from bot.storage.database import Database
from connectors.town import Town, open_town
from tests.conftest import TUESDAY_MORNING
from tests.integration.script import Performance, Script, read_scripts

pytestmark = pytest.mark.slow

SHEETS = Path(__file__).parent / "sheets"


@pytest.fixture(scope="session")
def empty_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Path]]:
    """The demo town opened once, with the file of its empty database."""
    path = tmp_path_factory.mktemp("ville") / "town.db"
    town = open_town(read_settings({"PARVIS_DATABASE_URL": f"sqlite:///{path}"}), MovableClock(TUESDAY_MORNING))
    town.database.close()
    yield town, path


@pytest.fixture(scope="session")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The official sheets of the tests, imported as a town imports the State's."""
    settings = replace(read_settings({}), var=tmp_path_factory.mktemp("fiches"))
    import_from(SHEETS, settings)
    return Library(settings.sheets)


@pytest.mark.parametrize("script", read_scripts(), ids=lambda script: script.name)
async def test_a_conversation_goes_as_written(
    script: Script, empty_town: tuple[Town, Path], sheets: Library, agent: Any, tmp_path: Path
) -> None:
    from connectors.engine import Engine
    from connectors.scripted_chat import ScriptedChat

    town, empty = empty_town
    copy = shutil.copy(empty, tmp_path / "town.db")
    clock = MovableClock(script.start.replace(tzinfo=town.territory.timezone))
    own = replace(town, database=Database(f"sqlite:///{copy}"), clock=clock)
    official = sheets if script.with_sheets else None
    engine = Engine(own.database, own.territory, own.places, agent, clock, official)
    await Performance(ScriptedChat(own, engine, clock, script.channel), tmp_path).play(script)
    own.database.close()


def test_there_are_enough_of_them_each_with_its_own_name() -> None:
    names = [script.name for script in read_scripts()]
    assert len(names) == len(set(names))
