"""What a citizen wrote about a place, ready to be compared with names."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import zip_longest

from bot.places.kilometre_points import KilometrePoint, read_kilometre_point
from bot.places.lexicon import ARTICLES
from bot.places.names import spelt_out
from bot.places.numerals import in_letters
from bot.places.surroundings import without_postcode, without_surroundings
from bot.places.tokens import ORDINAL_SIGN, canonical, prepared, split
from bot.places.whole_names import Written
from bot.places.word import Word, main_meaning
from bot.places.written_words import (
    CROSSING_SIGNS,
    CROSSING_WORDS,
    names_a_kind,
    read_words,
)

MAX_LENGTH = 400
"""Characters of a text that are read: an address lies in the first sentences."""

_FIGURES = re.compile(r"\d+")
_FIGURES_APART = re.compile(r"\d+|[a-z]+")
_NUMBER_AND_RUE = re.compile(r"(\d+)r")


@dataclass(frozen=True)
class Query:
    """The words without articles, all the pieces, the postcode, and whether two streets are said to meet."""

    words: tuple[Word, ...]
    pieces: tuple[str, ...]
    postcode: str
    is_crossing: bool
    kilometre_point: KilometrePoint | None
    commune_starts: frozenset[int]
    """The words at which a commune is named."""
    named: frozenset[int]
    """All the words that surely name a commune."""
    weight: int
    """How many words say something, beside numbers, kinds, everyday words and the commune at the end."""

    def without_kinds(self, places: Collection[int]) -> Query:
        """The same text, the words at these places being no kinds."""
        words = (word.without_kind() if place in places else word for place, word in enumerate(self.words))
        return replace(self, words=tuple(words))

    def with_communes(self, starts: frozenset[int], named: frozenset[int]) -> Query:
        """The same text, now that it is known at which words communes begin, and which words surely name one."""
        last = len(self.words)
        while last - 1 in named:
            last -= 1
        weight = sum(word.says_something for word in self.words[:last])
        return replace(self, commune_starts=starts, named=named, weight=weight)

    def bare_kinds(self) -> frozenset[str]:
        """The kinds that no name follows: « devant l’école », not « l’école Jean-Macé »."""
        said: frozenset[str] = frozenset()
        for word, following in zip_longest(self.words, self.words[1:]):
            ends_there = following is None or following.after_break or following.only_describes or following.is_noise
            if ends_there and not word.is_misspelt_kind and word.is_led:
                said |= word.kinds
        return said

    def spelt_out(self, start: int, end: int) -> Written:
        """The pieces from one word to before another: short forms in full or as they are, and without articles."""
        first = self.words[start].piece
        while not self.words[start].kinds and first > 0 and self.pieces[first - 1] in ARTICLES:
            first -= 1
        last = self.words[end - 1].piece + 1 if end < len(self.words) else len(self.pieces)
        pieces = [piece.removesuffix(ORDINAL_SIGN) for piece in self.pieces[first:last] if piece[0].isalnum()]
        parts = [part for piece in pieces for part in _FIGURES_APART.findall(piece)]
        in_full = [spelt_out(main_meaning(part)) for part in parts]
        literal = _FIGURES.sub(lambda found: in_letters(found[0]), "".join(parts))
        bare = "".join(part for part in in_full if part not in ARTICLES)
        return Written(tuple(dict.fromkeys(("".join(in_full), literal))), bare)


def read_query(text: str, *, literally: bool = False) -> Query:
    """« au 12 bis de l’av. Pasteur » is a number, a kind and a name.

    Read literally, « 8m ai » is no distance but part of a name.
    """
    told, point = read_kilometre_point(prepared(text[:MAX_LENGTH]))
    plain, postcode = without_postcode(told) if literally else without_surroundings(told)
    pieces = _split_numbers(canonical(split(plain)))
    words = tuple(read_words(pieces))
    is_crossing = any(piece in CROSSING_WORDS or piece in CROSSING_SIGNS for piece in pieces)
    weight = sum(word.says_something for word in words)
    return Query(words, tuple(pieces), postcode, is_crossing, point, frozenset(), frozenset(), weight)


def _split_numbers(pieces: list[str]) -> list[str]:
    """« 12r pasteur » is « 12 rue », « 12r rue » is a number with a letter."""
    parted: list[str] = []
    for piece, following in zip_longest(pieces, pieces[1:], fillvalue=""):
        number = _NUMBER_AND_RUE.fullmatch(piece)
        parted += [number[1], "r"] if number and not names_a_kind(following) else [piece]
    return parted
