"""Writes the vocabulary of an index: each word, and the keys under which a misspelt one finds it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import pairwise

from bot.places.spelling import shortened, sound

SHORTEST_HEARD = 3
SHORTEST_MISSPELT = 4


class WordsWriter:
    """Adds the words of names, each once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: set[str] = {word for (word,) in connection.execute("SELECT word FROM word")}

    def add(self, core: tuple[str, ...]) -> None:
        """The words one by one, and those that people write as one: « jeanjaures »."""
        for word in core:
            self._add(word, word, set(keys_of(word)))
        for pair in pairwise(core):
            self._add("".join(pair), " ".join(pair), {sound_key("".join(pair))})

    def _add(self, word: str, parts: str, keys: set[str]) -> None:
        if word in self._known:
            return
        self._known.add(word)
        self._connection.execute("INSERT OR IGNORE INTO word (word, parts) VALUES (?, ?)", (word, parts))
        self._connection.executemany("INSERT OR IGNORE INTO variant VALUES (?, ?)", ((key, word) for key in keys))


def keys_of(word: str) -> Iterator[str]:
    """Two words share a key when one typing error or the same sound lies between them."""
    if word.isdigit() or len(word) < SHORTEST_HEARD:
        return
    yield sound_key(word)
    if len(word) < SHORTEST_MISSPELT:
        return
    yield f"-{word}"
    yield from (f"-{key}" for key in shortened(word))
    heard = sound(word)
    if len(heard) >= SHORTEST_MISSPELT:
        yield f"={heard}"
        yield from (f"={key}" for key in shortened(heard))


def sound_key(word: str) -> str:
    """The key shared by words that sound alike."""
    return f"~{sound(word)}"
