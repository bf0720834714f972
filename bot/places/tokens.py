"""A text cut into the words that are compared, the same way for names and for questions."""

from __future__ import annotations

import re

from bot.places.lexicon import abbreviations, phrases
from bot.places.numerals import with_figures
from bot.places.spelling import fold

_NUMBER_SIGN = re.compile(r"\bn\s*[°º]\s*|№\s*", re.IGNORECASE)
_TO = re.compile(r"(?<!\w)[àÀ](?!\w)")
_SLASHED = re.compile(r"\bs/s\b|\bs/\s*", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:ieme|eme|ere|er|re|nde|nd|e)\b")
_PIECES = re.compile(r"\d+º|\d+(?:bis|ter|quater|quinquies|[a-z])(?![a-z])|\d+|[a-z]+|[/&+,;.]")
_ROADS = {"rd": "d", "d": "d", "rn": "n", "n": "n", "pk": "pk"}
_NO_ROADS = frozenset({"rue", "place", "avenue", "boulevard", "impasse", "allee"})
"""« rue d 11 novembre » lacks letters; it is no departmental road."""
_LONGEST_PHRASE = 4

ORDINAL_SIGN = "º"


def split(prepared_text: str) -> list[str]:
    """Words, figures and the signs / & + , ; . in order."""
    return _PIECES.findall(prepared_text)


def prepared(text: str) -> str:
    """The folded text, signs kept, « n° » spelt out and ordinals as « 2º »: those are no house numbers."""
    plain = _TO.sub(" au ", _NUMBER_SIGN.sub(" numero ", text))
    return _ORDINAL.sub(ORDINAL_SIGN, fold(_SLASHED.sub(" sur ", plain)))


def canonical(pieces: list[str]) -> list[str]:
    """Numbers in figures, usual groups of words joined, roads as « d214 »."""
    return _join_roads(_join_phrases(with_figures(pieces)))


def first_meaning(word: str) -> str:
    """The likeliest meaning of a short form, in an official name."""
    return abbreviations().get(word, (word,))[0]


def _join_phrases(words: list[str]) -> list[str]:
    known, joined, place = phrases(), list[str](), 0
    while place < len(words):
        for length in range(_LONGEST_PHRASE, 0, -1):
            meant = known.get(tuple(words[place : place + length]))
            if meant:
                joined.append(meant)
                place += length
                break
        else:
            joined.append(words[place])
            place += 1
    return joined


def _join_roads(words: list[str]) -> list[str]:
    """« rd 214 » and « d 214 » are one road; « n 12 rue » is a house number, left alone."""
    joined: list[str] = []
    place = 0
    while place < len(words):
        road = _ROADS.get(words[place])
        number = words[place + 1] if place + 1 < len(words) else ""
        if words[place] == "d" and place > 0 and words[place - 1] in _NO_ROADS:
            road = None
        if road and number.isdigit() and not (words[place] == "n" and words[place + 2 : place + 3]):
            joined.append(road + number)
            place += 2
        else:
            joined.append(words[place])
            place += 1
    return joined
