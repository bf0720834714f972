"""The words of the index that a written word may stand for, and how sure that is."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.places.spelling import singular, sound
from bot.places.store import Store

LIKE_ENOUGH = 0.72
SAME_SOUND = 0.95
GLUED_AND_SAME_SOUND = 0.82
SAME_BUT_ENDING = 0.97
BEGINNING = 0.8

_SHORTEST_BEGINNING = 4
_KEPT = 6_000


class Vocabulary:
    """Looks words up in one index; remembers the last thousands."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lookup = lru_cache(maxsize=_KEPT)(self._lookup)
        self.exact = lru_cache(maxsize=_KEPT)(self._exactly)
        self.joined = lru_cache(maxsize=_KEPT)(self._joined)

    def _lookup(self, meanings: tuple[str, ...]) -> dict[str, float]:
        """Words of the index (several in one string when written as one) with likeness 0 to 1."""
        found = dict.fromkeys(self._store.meanings(meanings), 1.0)
        if meanings[1:]:
            heard = (parts for _, parts in self._store.same_sound(meanings[1:]))
            found = dict.fromkeys(heard, GLUED_AND_SAME_SOUND) | found
        written = meanings[0]
        for word, parts in self._store.alike(written):
            found[parts] = max(likeness(written, word), found.get(parts, 0.0))
        if not found and len(written) >= _SHORTEST_BEGINNING and not written.isdigit():
            found = dict.fromkeys(self._store.beginning_with(written), BEGINNING)
        return {word: value for word, value in found.items() if value >= LIKE_ENOUGH}

    def _exactly(self, meanings: tuple[str, ...]) -> dict[str, float]:
        """For everyday words, too often mistaken for a name: the same letters only."""
        return dict.fromkeys(self._store.meanings(meanings[:1]), 1.0)

    def _joined(self, written: str) -> dict[str, float]:
        """For two words written apart that may be one: exact or same sound only."""
        heard = sorted(self._store.same_sound([written]), key=lambda one: one[0] == written)
        return {parts: 1.0 if word == written else SAME_SOUND for word, parts in heard}


def likeness(written: str, word: str) -> float:
    """From 0 to 1; 1 for the same letters."""
    if written == word:
        return 1.0
    if singular(written) == singular(word):
        return SAME_BUT_ENDING
    heard, meant = sound(written), sound(word)
    if heard == meant:
        return SAME_SOUND
    seen = OSA.normalized_similarity(written, word)
    return max(seen, (seen + OSA.normalized_similarity(heard, meant)) / 2)
