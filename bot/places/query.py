"""What a citizen wrote about a place, as words that can be compared with names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import zip_longest

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.places.lexicon import ARTICLES, DESCRIPTIONS, LOCATING, SUFFIXES, abbreviations, kinds, noise
from bot.places.spelling import sound
from bot.places.surroundings import without_surroundings
from bot.places.tokens import canonical, prepared, split

MAX_LENGTH = 400
"""Characters of a text that are read: an address lies in the first sentences."""

_CROSSING_WORDS = frozenset(
    {"angle", "croisement", "intersection", "carrefour", "coin", "croise", "croisant", "jonction"}
)
_CROSSING_SIGNS = frozenset({"/", "&", "+", "x", "et"})
_BREAKS = frozenset({",", ";", "."})
_NUMBERED = re.compile(r"(\d{1,4})(bis|ter|quater|quinquies|[a-z])?")
_LETTERS_AFTER_NUMBER = frozenset("abcdefghqt")
_GLUED_ARTICLES = (
    re.compile(r"[ld]([aeiouyh].{2,})"),
    re.compile(r"(?:de|du|la|le)(.{4,})"),
    re.compile(r"[dl]es(.{4,})"),
)
_SHORTEST_MISSPELT_KIND = 4
_KIND_LIKENESS = 0.8
_LONGEST_ABBREVIATION = 5


@dataclass(frozen=True)
class Word:
    """A word of the text: what it may mean, or the house number that it may be."""

    meanings: tuple[str, ...]
    kinds: frozenset[str] = frozenset()
    number: int | None = None
    suffix: str = ""
    is_noise: bool = False
    after_break: bool = False
    after_sign: bool = False
    is_misspelt_kind: bool = False
    is_led: bool = True
    """At the beginning, or after a word such as « devant » or « la »."""

    @property
    def only_describes(self) -> bool:
        return self.meanings[0] in DESCRIPTIONS

    @property
    def says_something(self) -> bool:
        return self.number is None and not self.is_noise and not self.kinds and len(self.meanings[0]) > 1


@dataclass(frozen=True)
class Query:
    """The words without articles, the postcode, and whether two streets are said to meet."""

    words: tuple[Word, ...]
    postcode: str = ""
    is_crossing: bool = False
    kilometre: str = ""
    weight: int = field(default=0)

    def bare_kinds(self) -> frozenset[str]:
        """The kinds that no name follows: « devant l’école », not « l’école Jean-Macé »."""
        kinds_said: frozenset[str] = frozenset()
        for word, following in zip_longest(self.words, self.words[1:]):
            if following is None or following.after_break or following.only_describes or following.is_noise:
                kinds_said |= word.kinds
        return kinds_said


def read_query(text: str) -> Query:
    """« au 12 bis de l’av. Pasteur » is a number, a kind and a name."""
    plain, postcode = without_surroundings(prepared(text[:MAX_LENGTH]))
    pieces = canonical(split(plain))
    words = tuple(_words(pieces))
    kilometre = next((piece for piece in pieces if re.fullmatch(r"pk\d+", piece)), "")
    is_crossing = any(piece in _CROSSING_WORDS or piece in "/&+" or piece == "x" for piece in pieces)
    return Query(words, postcode, is_crossing, kilometre, sum(word.says_something for word in words))


def _words(pieces: list[str]) -> list[Word]:
    words: list[Word] = []
    broken = signed = False
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        if piece in _BREAKS:
            broken = broken or not _ends_abbreviation(pieces, place)
        elif piece in _CROSSING_SIGNS or piece in _CROSSING_WORDS:
            signed = True
            if piece in _CROSSING_WORDS:
                words.append(Word((piece,), is_noise=True, after_break=broken, kinds=_exact_kinds((piece,))))
        elif piece not in ARTICLES:
            word, taken = _word(pieces, place, broken, signed)
            is_led = broken or signed or not words or pieces[place - 1] in LOCATING or words[-1].number is not None
            words.append(replace(word, is_led=is_led))
            broken = signed = False
            place += taken
            continue
        place += 1
    return words


def _ends_abbreviation(pieces: list[str], place: int) -> bool:
    """The point of « av. » does not end a sentence."""
    return pieces[place] == "." and place > 0 and len(pieces[place - 1]) <= _LONGEST_ABBREVIATION


def _word(pieces: list[str], place: int, broken: bool, signed: bool) -> tuple[Word, int]:
    """The word at this place and how many pieces it takes."""
    figures = _NUMBERED.fullmatch(pieces[place])
    if not figures:
        return _plain_word(pieces[place], broken, signed), 1
    number, suffix = int(figures[1]), figures[2] or ""
    following = pieces[place + 1 : place + 3]
    taken = 1
    if not suffix and following and _is_suffix(following):
        suffix, taken = SUFFIXES.get(following[0], following[0]), 2
    if suffix == "r" and not _names_a_kind(following[:1]):
        pieces.insert(place + 1, "r")
        suffix = ""
    return Word((figures[1],), number=number, suffix=suffix, after_break=broken, after_sign=signed), taken


def _is_suffix(following: list[str]) -> bool:
    if following[0] in SUFFIXES:
        return True
    ends_there = len(following) == 1 or following[1] in _BREAKS or _names_a_kind(following[1:])
    return following[0] in _LETTERS_AFTER_NUMBER and ends_there


def _names_a_kind(pieces: list[str]) -> bool:
    return bool(pieces) and bool(_exact_kinds(meanings_of(pieces[0])))


def _plain_word(piece: str, broken: bool, signed: bool) -> Word:
    meanings = meanings_of(piece)
    is_noise = piece in noise() and piece not in abbreviations()
    found = _exact_kinds(meanings)
    is_misspelt = not found and bool(_misspelt_kind(piece))
    found = found or _misspelt_kind(piece)
    return Word(meanings, found, is_noise=is_noise, after_break=broken, after_sign=signed, is_misspelt_kind=is_misspelt)


@lru_cache(maxsize=5_000)
def meanings_of(piece: str) -> tuple[str, ...]:
    """The word, what it may be short for, and the word behind a glued article: « leglise »."""
    meanings = [piece, *abbreviations().get(piece, ())]
    meanings += [found[1] for pattern in _GLUED_ARTICLES if (found := pattern.fullmatch(piece))]
    return tuple(dict.fromkeys(meanings))


def _exact_kinds(meanings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(meaning for word in meanings for meaning in (word, word.removesuffix("s")) if meaning in kinds())


@lru_cache(maxsize=5_000)
def _misspelt_kind(piece: str) -> frozenset[str]:
    """« bouleverd » is a boulevard; short words are too easily one another."""
    if len(piece) < _SHORTEST_MISSPELT_KIND or piece in noise():
        return frozenset()
    same_sound = [kind for kind in kinds() if sound(kind) == sound(piece)]
    if same_sound:
        return frozenset(same_sound[:1])
    found = process.extractOne(piece, list(kinds()), scorer=OSA.normalized_similarity, score_cutoff=_KIND_LIKENESS)
    return frozenset({found[0]}) if found else frozenset()
