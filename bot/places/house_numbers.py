"""The house number that goes with a street in the text, and where it stands on the street."""

from __future__ import annotations

from dataclasses import dataclass

from bot.places.candidate import Guess
from bot.places.matching import Match
from bot.places.store import Number, Store
from bot.places.word import Word

_SHORT_SUFFIXES = {"b": "bis", "t": "ter", "q": "quater"}
_JOINED = 3
"""« 12 et le 14 »: so many pieces lie at most between two numbers that belong together."""
_FEW = 4
"""How many numbers away the nearest one may be and still be a good guess."""
NEAR_FACTOR = 0.84
FAR_FACTOR = 0.81


@dataclass(frozen=True)
class Wanted:
    """A house number as written."""

    number: int
    suffix: str


@dataclass(frozen=True)
class Found:
    """A house number of the index; `factor` lowers the score of what was guessed."""

    text: str
    lat: int
    lon: int
    factor: float = 1.0
    guessed: tuple[Guess, ...] = ()


def wanted_number(words: tuple[Word, ...], match: Match) -> Wanted | None:
    """The number before the street (« au 12 de la rue »), else the one just after it."""
    return _before(words, match.start) or _after(words, match.end)


def find_number(store: Store, entry: int, wanted: Wanted) -> Found | None:
    """The number itself, else the nearest on the same side; None when the street has no numbers."""
    rows = store.numbers_near(entry, wanted.number)
    same = [row for row in rows if row.number == wanted.number]
    if same:
        return _with_suffix(same, wanted)
    if not rows:
        return None
    near = min(rows, key=lambda row: _distance(row.number, wanted.number))
    factor = NEAR_FACTOR if abs(near.number - wanted.number) <= _FEW else FAR_FACTOR
    return Found(near.text, near.lat, near.lon, factor, ("number_not_found",))


def _with_suffix(rows: list[Number], wanted: Wanted) -> Found:
    suffixes = (wanted.suffix, _SHORT_SUFFIXES.get(wanted.suffix, wanted.suffix), wanted.suffix[:1])
    for row in rows:
        if row.suffix in suffixes and bool(row.suffix) == bool(wanted.suffix):
            return Found(row.text, row.lat, row.lon)
    return Found(rows[0].text, rows[0].lat, rows[0].lon, 0.97, ("suffix_not_found",))


def _distance(number: int, wanted: int) -> tuple[int, int]:
    """The other side of the street counts as two numbers further."""
    return abs(number - wanted) + 2 * ((number - wanted) % 2), number


def _before(words: tuple[Word, ...], start: int) -> Wanted | None:
    for place in range(start - 1, max(start - 3, -1), -1):
        number = words[place].number
        if number is not None:
            return _first_of_several(words, place)
        if words[place].meanings[0] != "numero" and not words[place].kinds:
            return None
    return None


def _first_of_several(words: tuple[Word, ...], place: int) -> Wanted | None:
    """« 12-14 rue Pasteur », « entre le 12 et le 18 »: the first."""
    while place > 0 and words[place - 1].number is not None and not words[place].after_break:
        if words[place].piece - words[place - 1].piece > _JOINED:
            break
        place -= 1
    return _wanted(words[place])


def _after(words: tuple[Word, ...], end: int) -> Wanted | None:
    for place in range(end, min(end + 5, len(words))):
        if words[place].number is not None:
            following = words[place + 1] if place + 1 < len(words) else None
            return None if following and following.kinds and not following.after_break else _wanted(words[place])
        if not words[place].is_noise:
            return None
    return None


def _wanted(word: Word) -> Wanted | None:
    return None if word.number is None else Wanted(word.number, word.suffix)
