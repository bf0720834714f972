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
    return await parse(caption)


async def _written(connection: Connection, conversation_id: str, text: str, parse: Understand) -> Understood:
    command = COMMANDS.get(text.strip().lower())
    if command is not None:
        return meaning(command, text)
    if not has_words(text):
        return meaning("sans_mots", text)
    shown = next((button for button in choices_on_show(connection, conversation_id) if _same(button, text)), None)
    if shown is not None:
        return _choice(shown)
    label = screen(text)
    return await parse(text) if label is None else _endangered(label, text)


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit to read."""
    return any(symbol.isalnum() for symbol in text)


def _same(button: Button, text: str) -> bool:
    return button.title.strip().casefold() == text.strip().casefold()


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
