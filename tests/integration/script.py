"""Scripted conversations: YAML files that say what residents write and what must come of it.

A file holds a list of conversations; `reading` them gives `Script`s, `played` gives what happened.
Each turn is one step (`say`, `press`, `photo`, `position`, `advance` or `status`) with what is expected:

    shows, hides    words that the replies hold, or do not (case and kinds of spaces aside)
    buttons         titles that are among those offered
    owner           who holds the conversation afterwards
    records         how many requests this turn creates; none when it is not said, so that
                    nothing can be created at a moment the script does not name
    as              who writes, when several residents do

`sheets: true` has the State's official sheets of the folder `sheets` imported beforehand.
At the end `requests` tells each request created, in order; only the fields given are compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from ruamel.yaml import YAML

from bot.conversations.notifications import change_status

if TYPE_CHECKING:
    from connectors.scripted_chat import ScriptedChat

FOLDER = Path(__file__).parent / "conversations"
STEPS = ("say", "press", "photo", "position", "advance", "status")
EXPECTATIONS = ("shows", "hides", "buttons", "owner", "records")
FIELDS = ("service", "address", "note", "contact", "voices", "photos", "answers", "status", "description", "agency")
TECHNICAL = re.compile(r"[a-z]+_[a-z]+|[{}]|\b(?:none|null|true|false|intent|slot|bot|chatbot|ticket)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Script:
    """One conversation. `channel` is web or telegram; `start` is the town's local time."""

    name: str
    turns: tuple[Mapping[str, Any], ...]
    requests: tuple[Mapping[str, Any], ...]
    channel: str
    start: datetime
    with_sheets: bool


@dataclass
class Performance:
    """A script being played, and what each resident was last told."""

    chat: ScriptedChat
    folder: Path
    told: dict[str, list[str]] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)

    async def play(self, script: Script) -> None:
        """Play all of it.

        Raises:
            AssertionError: something else happened than what the script says.
        """
        for number, turn in enumerate(script.turns, 1):
            try:
                await self._turn(turn)
            except AssertionError as error:
                raise AssertionError(f"{script.name}, turn {number} {dict(turn)}: {error}") from error
        recorded = self.recorded()
        assert len(recorded) == len(script.requests), f"{script.name}: {recorded}"
        for expected, request in zip(script.requests, recorded, strict=True):
            check_request(expected, request)

    def recorded(self) -> list[dict[str, Any]]:
        """Requests created since the start, in the order of their creation."""
        requests = {request["reference"]: request for request in self.chat.end()["requests"]}
        self.references += [reference for reference in requests if reference not in self.references]
        return [requests[reference] for reference in self.references]

    async def _turn(self, turn: Mapping[str, Any]) -> None:
        known, owner = len(self.recorded()), "assistant"
        if "status" in turn:
            await self._change_status(turn["status"])
        else:
            sender = str(turn.get("as", "a"))
            answer = await self.chat.answer(json.dumps(self._step(sender, turn)))
            owner = answer["owner"]
            if "advance" not in turn:
                self._check_answer(sender, turn, answer)
        assert owner == turn.get("owner", owner), f"the owner is {owner}"
        created = len(self.recorded()) - known
        assert created == turn.get("records", 0), f"{created} requests were created"

    def _step(self, sender: str, turn: Mapping[str, Any]) -> dict[str, Any]:
        if "advance" in turn:
            return {"advance": turn["advance"]}
        if "photo" in turn:
            return {"sender": sender, "photo": str(self._photo(turn["photo"])), "text": turn.get("say", "")}
        if "position" in turn:
            return {"sender": sender, "location": turn["position"]}
        if "press" in turn:
            return {"sender": sender, "button": turn["press"]}
        return {"sender": sender, "text": turn["say"]}

    def _photo(self, number: int) -> Path:
        """A picture of its own for each number."""
        path = self.folder / f"{number}.png"
        Image.new("RGB", (8, 8), (number % 256, 90, 120)).save(path)
        return path

    def _check_answer(self, sender: str, turn: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        said = [reply["text"] for reply in answer["replies"]]
        titles = [button["title"] for reply in answer["replies"] for button in reply["buttons"]]
        assert said or answer["owner"] == "agent", "no answer"
        check_words(turn, "\n".join(said), titles)
        again = [text for text in said if said.count(text) > 1 or text in self.told.get(sender, [])]
        assert not again, f"said twice running: {again}"
        self.told[sender] = said

    async def _change_status(self, change: Mapping[str, str]) -> None:
        """As an agent does, on the latest request."""
        town, reference = self.chat.town, self.recorded()[-1]["reference"]
        async with town.database.begin() as connection:
            change_status(
                connection, town.territory, reference, change["to"], "Claire", town.clock.now(), change.get("note", "")
            )


def read_scripts() -> Iterator[Script]:
    """Every scripted conversation."""
    for path in sorted(FOLDER.glob("*.yml")):
        for entry in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")):
            yield _script(path.stem, entry)


def _script(theme: str, entry: Mapping[str, Any]) -> Script:
    name = f"{theme}: {entry['name']}"
    for turn in entry["turns"]:
        assert any(step in turn for step in STEPS), f"{name}: {turn} holds no step"
        assert set(turn) <= {*STEPS, *EXPECTATIONS, "as"}, f"{name}: {turn} holds an unknown word"
    for request in entry.get("requests", ()):
        assert set(request) <= set(FIELDS), f"{name}: {request} holds an unknown field"
    start = datetime.fromisoformat(str(entry.get("start", "2026-11-24T10:15")))
    return Script(
        name=name,
        turns=tuple(entry["turns"]),
        requests=tuple(entry.get("requests", ())),
        channel=entry.get("channel", "web"),
        start=start,
        with_sheets=bool(entry.get("sheets")),
    )


def check_words(turn: Mapping[str, Any], text: str, titles: list[str]) -> None:
    """What is said and offered holds what it must, and nothing technical."""
    folded = fold(text)
    for words in turn.get("shows", ()):
        assert fold(words) in folded, f"« {words} » is missing in: {text}"
    for words in turn.get("hides", ()):
        assert fold(words) not in folded, f"« {words} » stands in: {text}"
    for title in turn.get("buttons", ()):
        assert title in titles, f"« {title} » is not offered, but {titles}"
    assert not TECHNICAL.search(text + " ".join(titles)), f"technical words in: {text} {titles}"


def check_request(expected: Mapping[str, Any], request: Mapping[str, Any]) -> None:
    """The request is as the script says, in the fields that it names."""
    contact = request["contact"]
    seen = {
        "service": request["service_code"],
        "photos": len(request["media"]),
        "answers": request["attributes"],
        "contact": {kind: value for kind, value in contact.items() if value} if contact else None,
    }
    for name, value in expected.items():
        found = seen.get(name, request.get("place_note" if name == "note" else name))
        if name in ("address", "note", "description") and value is not None:
            assert fold(value) in fold(found or ""), f"{name}: {found}"
        else:
            assert found == value, f"{name}: {found}"


def fold(text: str) -> str:
    """The text as a reader sees it, whatever spaces, apostrophes and capitals it is written with."""
    return " ".join(text.replace("’", "'").casefold().split())
