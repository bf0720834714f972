"""Messages read by a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from nlu import reader as module
from nlu.reader import Reader, ReaderLost

TEXTS = ["il y a un gros trou devant le 12 rue Pasteur", "asdf qwer", "/restart", "", "bonjour 👋"]


@pytest.fixture(scope="module")
def model() -> Path:
    from nlu.training import ensure_trained

    return ensure_trained()


@pytest.fixture
async def reader(model: Path) -> AsyncIterator[Reader]:
    reader = Reader()
    await reader.start(model)
    yield reader
    await reader.stop()


async def test_the_agent_understands_the_same_through_a_reader(agent: Any, model: Path, reader: Reader) -> None:
    from connectors.dialogue.agent import load_agent

    distant = load_agent(model, reader)

    for text in TEXTS:
        understood = await agent.understand(text)
        understood.pop("text_tokens", None)  # the places of the words, which nothing in the dialogue looks at
        assert await distant.understand(text) == understood


async def test_what_was_asked_of_a_killed_process_is_asked_of_the_next(reader: Reader) -> None:
    await reader.read("bonjour")
    asked = [asyncio.create_task(reader.read(text)) for text in TEXTS]
    await asyncio.sleep(0)
    _kill(reader)

    answers = await asyncio.gather(*asked)

    assert [answer["text"] for answer in answers] == TEXTS


async def test_what_is_foreseen_is_read_once(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    write = Reader._write
    monkeypatch.setattr(Reader, "_write", lambda self, text: (asked.append(text), write(self, text)))

    reader.foresee(" bonjour ")

    assert (await reader.read("bonjour"))["intent"]["name"] == "saluer"
    assert asked == ["bonjour"]


async def test_a_text_on_which_the_pipeline_fails_is_given_up_and_the_process_goes_on(reader: Reader) -> None:
    fatal = asyncio.create_task(reader.read(7))  # type: ignore[arg-type]  # no text at all

    with pytest.raises(ReaderLost):
        await fatal
    assert (await reader.read("merci"))["intent"]["name"] == "remercier"


async def test_a_text_that_ends_each_process_is_given_up_and_no_other_is(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0)
    await reader.read("bonjour")
    write = Reader._write

    def fatal(self: Reader, text: str) -> None:
        _kill(self) if text == "fatal" else write(self, text)

    monkeypatch.setattr(Reader, "_write", fatal)
    lost, kept = asyncio.create_task(reader.read("fatal")), asyncio.create_task(reader.read("merci"))

    with pytest.raises(ReaderLost):
        await lost
    assert (await kept)["intent"]["name"] == "remercier"


def _kill(reader: Reader) -> None:
    assert reader._process is not None
    reader._process.kill()
