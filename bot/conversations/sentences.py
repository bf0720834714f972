"""Sentences of the Rasa domain, for what is said outside a dialogue turn.

Notifications, and the numbers to call when the model is down, are written where all other
sentences are: `bot/domain/responses_*.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.conversations.outgoing import Reply

DOMAIN = Path(__file__).resolve().parent.parent / "domain"


def sentence(name: str, **values: object) -> Reply:
    """The first variant of a response, its `{names}` filled with `values`.

    Raises:
        KeyError: the domain has no such response, or a value is missing.
    """
    variant = _responses()[name][0]
    link = (variant.get("custom") or {}).get("link")
    return Reply(str(variant["text"]).format(**values).strip(), link=link)


def texts() -> Iterator[tuple[str, str]]:
    """Each text and each button's title of the domain, with the name of its response."""
    for name, variants in _responses().items():
        for variant in variants:
            yield name, str(variant["text"])
            yield from ((name, str(button["title"])) for button in variant.get("buttons", ()))


@lru_cache(maxsize=1)
def _responses() -> dict[str, list[dict[str, Any]]]:
    reader = YAML(typ="safe", pure=True)
    files = sorted(DOMAIN.glob("responses_*.yml"))
    return {
        name: variants
        for file in files
        for name, variants in reader.load(file.read_text(encoding="utf-8"))["responses"].items()
    }
