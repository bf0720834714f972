"""Typing errors of another hand than those of `cases`: keys beside the right one, words glued, cut or left out.

Nothing is shared with the errors of `cases`, so that a search tuned on the ones can be judged by the others.
"""

from __future__ import annotations

from random import Random

_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_ALIKE = {
    "ph": "f", "f": "ph", "ss": "c", "c": "ss", "s": "z", "z": "s", "an": "en", "en": "an", "in": "ain", "ain": "in",
    "o": "au", "au": "o", "eau": "o", "é": "er", "er": "é", "ai": "é", "oi": "oua", "k": "c", "qu": "k", "g": "gu",
    "ge": "j", "j": "g", "y": "i", "i": "y", "t": "th", "th": "t", "mm": "m", "m": "mm", "l": "ll", "ill": "y",
}  # fmt: skip
_SMALL_WORDS = frozenset({"de", "du", "des", "la", "le", "les", "d", "l"})
_LETTERS_FOR_AN_ERROR = 9


def misspelt(name: str, random: Random) -> str:
    """The name as somebody in a hurry types it: an error in about every nine letters, its kind not spared."""
    text = name
    for _ in range(max(1, round(len(name) / _LETTERS_FOR_AN_ERROR - random.random()))):
        text = random.choice((*_ERRORS, *_ERRORS_OF_A_LETTER * 2))(text, random)
    return text


def _neighbouring_key(text: str, random: Random) -> str:
    place = _letter(text, random)
    row = next((row for row in _ROWS if text[place].lower() in row), "")
    if not row:
        return text
    at = row.index(text[place].lower())
    return text[:place] + random.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2]) + text[place + 1 :]


def _left_out(text: str, random: Random) -> str:
    place = _letter(text, random)
    return text[:place] + text[place + 1 :]


def _one_too_many(text: str, random: Random) -> str:
    place = _letter(text, random)
    return text[:place] + random.choice((text[place], random.choice("".join(_ROWS)))) + text[place:]


def _swapped(text: str, random: Random) -> str:
    place = random.randrange(1, len(text) - 1) if len(text) > 2 else 0
    return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]


def _glued(text: str, random: Random) -> str:
    words = text.split(" ")
    if len(words) < 2:
        return text
    place = random.randrange(len(words) - 1)
    return " ".join((*words[:place], words[place] + words[place + 1], *words[place + 2 :]))


def _cut(text: str, random: Random) -> str:
    place = random.randrange(2, len(text) - 2) if len(text) > 5 else 0
    return f"{text[:place]} {text[place:]}".strip()


def _without_a_word(text: str, random: Random) -> str:
    """A small word first: without a telling one, nobody could say which street is meant."""
    words = text.split(" ")
    small = [place for place, word in enumerate(words) if word.lower() in _SMALL_WORDS]
    if not small:
        return text
    place = random.choice(small)
    return " ".join((*words[:place], *words[place + 1 :]))


def _capitals(text: str, random: Random) -> str:
    place = random.randrange(len(text))
    return random.choice((text.upper(), text.lower(), text[:place] + text[place:].swapcase()))


def _by_ear(text: str, random: Random) -> str:
    possible = [sound for sound in _ALIKE if sound in text.lower()[1:]]
    if not possible:
        return text
    sound = random.choice(possible)
    place = text.lower().index(sound, 1)
    return text[:place] + _ALIKE[sound] + text[place + len(sound) :]


def _letter(text: str, random: Random) -> int:
    return random.choice([place for place, letter in enumerate(text) if letter.isalpha()])


_ERRORS_OF_A_LETTER = (_neighbouring_key, _left_out, _one_too_many, _swapped)
_ERRORS = (_glued, _cut, _without_a_word, _capitals, _by_ear)
