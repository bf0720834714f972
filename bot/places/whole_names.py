"""The last resort for spellings that cannot be cut into words: « ruedes lilas », « rued u pouech ».

Inside a commune or around a point the names are few, and the whole text can be held against each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.places.names import spelt_out
from bot.places.store import Store

LEAST_LIKENESS = 0.7
LEAST_WHEN_TOLD = 0.5
"""Where the text or a point tells the commune, a street is worth proposing that is less alike."""

_MOST_ERRORS = 3
_LETTERS_FOR_AN_ERROR = 5
_BEST = 3
_SCOPES_KEPT = 128
_SHORTEST = 5


@dataclass(frozen=True)
class Written:
    """What may be a street's name in one string: all of it as written or in full, and without its articles."""

    whole: tuple[str, ...]
    bare: str


@dataclass(frozen=True)
class _Names:
    """The names of a scope, at the same place in each list; `lengths` counts the letters that tell one from others."""

    identities: Sequence[int]
    whole: Sequence[str]
    bare: Sequence[str]
    lengths: Sequence[int]


class WholeNames:
    """The names of the communes and squares of the map used last, kept in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of_scope = lru_cache(maxsize=_SCOPES_KEPT)(self._read)

    def like(self, written: Written, scope: Iterable[str], least: float) -> list[tuple[int, float]]:
        """The names of the scope that are spelt like this, with likeness 0 to 1, the best first."""
        found: dict[int, float] = {}
        for word in scope:
            names = self._of_scope(word)
            for text in written.whole:
                _keep_alike(found, text, names.whole, names, least)
            _keep_alike(found, written.bare, names.bare, names, least)
        return sorted(found.items(), key=lambda one: -one[1])[:_BEST]

    def _read(self, scope: str) -> _Names:
        rows = self._store.spellings(scope)
        cores = ["".join(map(spelt_out, row.core.split())) for row in rows]
        return _Names(
            [row.name for row in rows],
            [row.plain for row in rows],
            [spelt_out(row.kind) + core for row, core in zip(rows, cores, strict=True)],
            [max(len(core), _SHORTEST) for core in cores],
        )


def _keep_alike(found: dict[int, float], text: str, among: Sequence[str], names: _Names, least: float) -> None:
    most = max(_MOST_ERRORS, len(text) // _LETTERS_FOR_AN_ERROR)
    for name, errors, place in process.extract(text, among, scorer=OSA.distance, score_cutoff=most, limit=_BEST):
        likeness = 1 - errors / names.lengths[place]
        if likeness >= least and _figures(name) == _figures(text):
            identity = names.identities[place]
            found[identity] = max(likeness, found.get(identity, 0.0))


def _figures(text: str) -> str:
    """A figure is never a typing error for another: « rue du 8 mai » is not « rue du 9 mai »."""
    return "".join(filter(str.isdigit, text))
