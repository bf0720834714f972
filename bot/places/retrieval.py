"""Fetches from an index the names that share most with a text."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from bot.places.store import Known, Store

MOST_NAMES = 60
_MOST_LOOKED_AT = 1_500
"""Of the names that share a word with the text; when they are more, the commonest words are left out."""
_OTHER_WORD = 0.1


def names_with(store: Store, likeness: Mapping[str, float], scope: Collection[str] = ()) -> list[Known]:
    """The names that share the rarest words with the text; `likeness` is how surely each word is in the text.

    `scope` keeps to communes or squares of the map.
    """
    held = store.frequencies(likeness)
    words = held if scope else _rarest(held)
    weights = {word: likeness[word] / math.log(2 + held[word]) for word in words}
    found = store.names_sharing(words, scope, 2 * _MOST_LOOKED_AT)
    if len(found) > MOST_NAMES:
        found.sort(key=lambda one: -_worth(one[1], weights))
    return store.named([identity for identity, _ in found[:MOST_NAMES]])


def _rarest(held: Mapping[str, int]) -> list[str]:
    words, looked_at = list[str](), 0
    for word in sorted(held, key=lambda word: held[word]):
        looked_at += held[word]
        if words and looked_at > _MOST_LOOKED_AT:
            break
        words.append(word)
    return words


def _worth(name: str, weights: Mapping[str, float]) -> float:
    words = name.split()
    said = [weights[word] for word in words if word in weights]
    return sum(said) - _OTHER_WORD * (len(words) - len(said))
