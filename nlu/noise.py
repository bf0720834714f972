"""The same message as another hand would write it: for training only, seeded, never on what citizens send.

Only words outside entities change their letters, so that places stay where annotations say.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("noise.yml")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
Change = Callable[[str, random.Random], str]

_NEIGHBOURS = {
    "a": "qz",
    "e": "rz",
    "i": "uo",
    "o": "ip",
    "u": "iy",
    "n": "b",
    "m": "l",
    "s": "dq",
    "t": "ry",
    "r": "te",
}


class Noise:
    """How likely each kind of carelessness is, drawn again for each message."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # nothing here is secret

    def rewrite(self, text: str) -> str:
        rewritten = text
        draw = self._random.random
        if draw() < 0.5:
            rewritten = self._each(rewritten, _sms, 0.35)
        if draw() < 0.35:
            rewritten = self._each(rewritten, _phonetic, 0.15)
        if draw() < 0.35:
            rewritten = self._each(rewritten, _typo, 0.12)
        if draw() < 0.5:
            rewritten = strip_accents(rewritten)
        if draw() < 0.3:
            rewritten = rewritten.replace("'", "").replace("’", "")
        if draw() < 0.4:
            rewritten = rewritten.lower()
        elif draw() < 0.1:
            rewritten = rewritten.upper()
        return rewritten

    def _each(self, text: str, change: Change, share: float) -> str:
        """`change` made to about `share` of the words."""

        def maybe(match: re.Match[str]) -> str:
            return change(match.group(), self._random) if self._random.random() < share else match.group()

        return _WORD.sub(maybe, text)


def strip_accents(text: str) -> str:
    """Each accented letter as its bare letter, one for one."""
    return "".join(unicodedata.normalize("NFD", char)[0] for char in text)


@cache
def _tables() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    written = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return written["sms"], written["sons"]


def _sms(word: str, chance: random.Random) -> str:
    spellings = _tables()[0].get(word.lower())
    return chance.choice(spellings) if spellings else word


def _phonetic(word: str, chance: random.Random) -> str:
    sounds = [sound for sound in _tables()[1] if sound in word.lower()]
    if len(word) < 4 or not sounds:
        return word
    sound = chance.choice(sounds)
    return word.lower().replace(sound, chance.choice(_tables()[1][sound]), 1)


def _typo(word: str, chance: random.Random) -> str:
    if len(word) < 4:
        return word
    place = chance.randrange(1, len(word) - 1)
    left, letter, right = word[:place], word[place], word[place + 1 :]
    kind = chance.randrange(4)
    if kind == 0:
        return left + right
    if kind == 1:
        return left + letter + letter + right
    if kind == 2:
        return left + right[0] + letter + right[1:]
    return left + chance.choice(_NEIGHBOURS.get(letter, letter)) + right
