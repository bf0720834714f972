"""How words are compared: without case or accents, by sound, by plain form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"})

_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"s?ch|sh", "C"),
        (r"h", ""),
        (r"eau|au", "o"),
        (r"oeu|eu", "E"),
        (r"ou", "U"),
        (r"oi|oy", "wa"),
        (r"(?:ain|ein|aim|yn|ym|in|im|un|um)(?![aeiouynmEU])", "1"),
        (r"(?:an|am|en|em)(?![aeiouynmEU])", "2"),
        (r"(?:on|om)(?![aeiouynmEU])", "3"),
        (r"ai|ei|ay|ey", "e"),
        (r"iers?$", "ie"),
        (r"c(?=[eiyE1])", "s"),
        (r"ck|qu|q|c", "k"),
        (r"g(?=[eiyE1])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"x(?=.)", "ks"),
        (r"z", "s"),
        (r"y", "i"),
        (r"w(?!a)", "v"),
        (r"(.)\1+", r"\1"),
        (r"(?:es?|[tdxp]s?|s)$", ""),
    )
]


def fold(text: str) -> str:
    """Lower case, no accents, ligatures opened; other characters stay."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A rough French phonetic key: words that sound alike share it."""
    key = word
    for pattern, replacement in _SOUNDS:
        key = pattern.sub(replacement, key)
    return key or word


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """Without the mark of plural or feminine that is so often added or forgotten."""
    return re.sub(r"(?<=..)(?:es|s|x|e)$", "", word)


def shortened(word: str) -> set[str]:
    """The word without each of its letters in turn: two words one typing error apart share one."""
    return {word[:place] + word[place + 1 :] for place in range(len(word))}
