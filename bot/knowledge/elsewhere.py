"""What no commune deals with, and who does: named, with a telephone number and a link, from elsewhere.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.knowledge.words import fold, holds


@dataclass(frozen=True)
class Body:
    """A public body, as a sentence names it."""

    name: str
    link: str
    words: tuple[str, ...]
    phone: str | None = None


def body_in_charge(question: str) -> Body | None:
    """The body whose business the question is: the one that it names with most words."""
    text = fold(question)
    named = [(len(word), body) for body in _bodies() for word in body.words if holds(text, word)]
    return max(named, key=lambda pair: pair[0])[1] if named else None


@lru_cache(maxsize=1)
def _bodies() -> tuple[Body, ...]:
    entries = YAML(typ="safe", pure=True).load(Path(__file__).with_name("elsewhere.yml").read_text(encoding="utf-8"))
    return tuple(
        Body(entry["name"], entry["link"], tuple(map(fold, entry["mots"])), entry.get("phone")) for entry in entries
    )
