"""The communes of an index that a text names."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from bot.places.names import read_name
from bot.places.query import Query

_LONGEST = 6


@dataclass(frozen=True)
class Mention:
    """The words from `start` to before `end` that are a commune's name."""

    start: int
    end: int
    communes: frozenset[int]


class Communes:
    """All communes of an index, by the words of their names and by postcode."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.names: dict[int, tuple[str, str]] = {}
        self._by_words: dict[tuple[str, ...], set[int]] = {}
        self._by_postcode: dict[str, set[int]] = {}
        for identity, citycode, name in connection.execute("SELECT id, citycode, name FROM commune"):
            self.names[identity] = (citycode, name)
            self._by_words.setdefault(_words_of(name), set()).add(identity)
        for postcode, identity in connection.execute("SELECT postcode, commune_id FROM commune_postcode"):
            self._by_postcode.setdefault(postcode, set()).add(identity)

    def mentions(self, query: Query) -> list[Mention]:
        """Where the text names a commune, the longest names first."""
        found: list[Mention] = []
        for length in range(min(_LONGEST, len(query.words)), 0, -1):
            for start in range(len(query.words) - length + 1):
                window = query.words[start : start + length]
                words = tuple(word.meanings[-1] if len(word.meanings) > 1 else word.meanings[0] for word in window)
                known = self._by_words.get(words)
                if known and not any(start < other.end and other.start < start + length for other in found):
                    found.append(Mention(start, start + length, frozenset(known)))
        return found

    def with_postcode(self, postcode: str) -> frozenset[int]:
        """The communes that this postcode serves; of two figures, those of the département."""
        if len(postcode) == 2:
            return frozenset(c for code, some in self._by_postcode.items() if code.startswith(postcode) for c in some)
        return frozenset(self._by_postcode.get(postcode, ()))


def _words_of(name: str) -> tuple[str, ...]:
    read = read_name(name)
    return (read.kind, *read.core) if read.kind else read.core
