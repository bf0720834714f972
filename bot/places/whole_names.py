"""The last resort for spellings that cannot be cut into words: « ruedes lilas », « rued u pouech ».

Inside a commune or around a point the names are few, and the whole text can be held against each.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.places.store import Store

LEAST_LIKENESS = 0.7
LEAST_WHEN_TOLD = 0.56
"""Where the text or a point tells the commune, a street is worth proposing that is less alike."""

_MOST_ERRORS = 3
_LETTERS_FOR_AN_ERROR = 6
_BEST = 3
_SCOPES_KEPT = 128
_SHORTEST = 5


class WholeNames:
    """The names of the communes and squares of the map used last, kept in memory."""

    def __init__(self, store: Store) -> None:
        self._of_scope = lru_cache(maxsize=_SCOPES_KEPT)(store.spellings)

    def like(self, written: str, scope: Iterable[str], least: float) -> list[tuple[int, float]]:
        """The names of the scope that are spelt like this, with likeness 0 to 1, the best first."""
        found: dict[int, float] = {}
        most = max(_MOST_ERRORS, len(written) // _LETTERS_FOR_AN_ERROR)
        for word in scope:
            spellings = self._of_scope(word)
            plain = [spelling.plain for spelling in spellings]
            for _, errors, place in process.extract(
                written, plain, scorer=OSA.distance, score_cutoff=most, limit=_BEST
            ):
                if _figures(plain[place]) != _figures(written):
                    continue
                likeness = 1 - errors / max(spellings[place].core_length, _SHORTEST)
                if likeness >= least:
                    found[spellings[place].name] = likeness
        return sorted(found.items(), key=lambda one: -one[1])[:_BEST]


def _figures(text: str) -> str:
    """A figure is never a typing error for another: « rue du 8 mai » is not « rue du 9 mai »."""
    return "".join(filter(str.isdigit, text))
