"""Understanding one inbox message: what it is, in the shape that Rasa gives to a parsed message.

Danger is looked for before the model. What is not words (a button, a position, a photo) has an intent
of its own. Citizen text is never a command: only buttons that the server wrote carry one.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from bot.conversations.outgoing import Button, choices_on_show, resolve_button
from nlu.danger import screen

Understood = dict[str, Any]
Understand = Callable[[str], Awaitable[Understood]]

COMMANDS = {
    "/start": "saluer",
    "/aide": "aide",
    "/help": "aide",
    "/annuler": "annuler",
    "/recommencer": "recommencer",
}

PERSON = "/parler_a_un_agent"
GESTURES = {"👍": "affirmer", "👌": "affirmer", "✅": "affirmer", "👎": "nier"}


async def understand(
    connection: Connection, conversation_id: str, content: Mapping[str, Any], parse: Understand
) -> Understood:
    """The understanding of a message's content; `parse` is the model's."""
    if "button" in content:
        return await _pressed(connection, conversation_id, str(content["button"]), parse)
    if "location" in content:
        return meaning("envoyer_position", "(position)")
    if "photo" in content:
        return await _captioned(str(content.get("text") or ""), parse)
    return await _written(connection, conversation_id, str(content["text"]), parse)


def danger(content: Mapping[str, Any]) -> str | None:
    """The label of a danger in the words of a message, None when there is none."""
    return screen(str(content.get("text") or ""))


def meaning(intent: str, text: str, entities: list[dict[str, Any]] | None = None) -> Understood:
    """A parsed message whose intent is certain."""
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": entities or [],
        "labels": [{"label": intent, "confidence": 1.0}],
        "requests": [],
    }


async def _pressed(connection: Connection, conversation_id: str, pressed: str, parse: Understand) -> Understood:
    found = resolve_button(connection, conversation_id, pressed)
    if found is None:
        return await _written(connection, conversation_id, pressed, parse)
    button, current = found
    return _choice(button) if current else meaning("bouton_perime", button.title)


async def _captioned(caption: str, parse: Understand) -> Understood:
    if not has_words(caption):
        return meaning("envoyer_photo", "(photo)")
    return await _read(caption, parse)


async def _written(connection: Connection, conversation_id: str, text: str, parse: Understand) -> Understood:
    command = COMMANDS.get(text.strip().lower())
    if command is not None:
        return meaning(command, text)
    if not has_words(text):
        return meaning(GESTURES.get(text.strip()[:1], "sans_mots"), text)
    shown = next((button for button in choices_on_show(connection, conversation_id) if _same(button, text)), None)
    if shown is not None:
        return _choice(shown)
    understood = await _read(text, parse)
    if understood["intent"]["name"] == "affirmer" and shown_first(connection, conversation_id) == PERSON:
        return meaning("parler_a_un_agent", text)
    return understood


async def _read(text: str, parse: Understand) -> Understood:
    """The understanding of words; danger is looked for before the model."""
    label = screen(text)
    return await parse(text) if label is None else _endangered(label, text)


def shown_first(connection: Connection, conversation_id: str) -> str | None:
    """What the first button on show stands for."""
    shown = choices_on_show(connection, conversation_id)
    return shown[0].payload if shown else None


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit to read."""
    return any(symbol.isalnum() for symbol in text)


def _same(button: Button, text: str) -> bool:
    return _folded(button.title) == _folded(text)


def _folded(text: str) -> str:
    """The words as a keyboard writes them: plain spaces, straight apostrophes, no capitals."""
    return " ".join(text.replace("’", "'").casefold().split())


def _choice(button: Button) -> Understood:
    """What a button stands for: `/intent` or `/intent{"entity": value}`, written by the server alone."""
    intent, brace, values = button.payload.removeprefix("/").partition("{")
    entities = [
        {"entity": name, "value": value, "start": 0, "end": 0}
        for name, value in (json.loads(brace + values) if brace else {}).items()
    ]
    return meaning(intent, button.title, entities)


def _endangered(label: str, text: str) -> Understood:
    understood = meaning("urgence", text)
    understood["intent"]["full_retrieval_intent_name"] = label
    understood["labels"] = [{"label": label, "confidence": 1.0}]
    return understood
