"""The words that a citizen wrote, each with what it may mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.places.lexicon import ARTICLES, LOCATING, SUFFIXES, abbreviations, kinds, noise
from bot.places.spelling import sound
from bot.places.tokens import ORDINAL_SIGN
from bot.places.word import Word

CROSSING_WORDS = frozenset(
    {"angle", "croisement", "intersection", "carrefour", "coin", "croise", "croisant", "jonction"}
)
CROSSING_SIGNS = frozenset({"/", "&", "+", "x"})

_JOINING = CROSSING_SIGNS | {"et"}
_BREAKS = frozenset({",", ";", "."})
_NUMBERED = re.compile(r"(\d{1,4})(bis|ter|quater|quinquies|[a-z])?")
_LETTERS_AFTER_NUMBER = frozenset("abcdefghqt")
_GLUED_BEFORE = (
    re.compile(r"[ld]([aeiouyh].{2,})"),
    re.compile(r"(?:de|du|la|le)(.{4,})"),
    re.compile(r"[dl]es(.{4,})"),
    re.compile(r"(?:ste?|dr|prof|pr(?!of)|cdt|cpt|gal|lt|pdt)(.{4,})"),
)
_GLUED_SHORT_FORM = re.compile(r"(?:de|du|la|le|des|l|d)(.{2,})")
_KIND_LIKENESS = 0.79
_COMMONEST_KIND = "rue"
_LONGEST_ARTICLE = 3
_FAR_FROM_KIND = 5
_SHORT_AFTER_NUMBER = {"pas": "passage"}
"""Official short forms that are everyday words elsewhere: « 12 pas des Acacias »."""
_LAST_ARTICLES = [[article] for article in ARTICLES - {"a", "d", "de", "en", "et"}]
"""No other article follows these: « du lc » is no misspelt « du le »."""


def read_words(pieces: Sequence[str]) -> list[Word]:
    """The words without articles and signs; a number takes the « bis » that follows it."""
    words: list[Word] = []
    broken = signed = False
    place = 0
    while place < len(pieces):
        piece, taken = pieces[place], 1
        if piece in _BREAKS:
            broken = broken or not _ends_abbreviation(pieces, place)
        elif piece in _JOINING or piece in CROSSING_WORDS:
            signed = True
            if piece in CROSSING_WORDS:
                words.append(Word(place, (piece,), _exact_kinds((piece,)), is_noise=True, after_break=broken))
        elif piece not in ARTICLES:
            starts = broken or signed or not words
            is_led = starts or pieces[place - 1] in LOCATING or words[-1].number is not None
            word, taken = _number(pieces, place) or (_plain_word(pieces, place, words, starts=starts), 1)
            words.append(word._replace(after_break=broken, after_sign=signed, is_led=is_led))
            broken = signed = False
        place += taken
    return words


def _plain_word(pieces: Sequence[str], place: int, words: Sequence[Word], *, starts: bool) -> Word:
    """The word at this place, after other words; `starts` when nothing before belongs to it."""
    piece = pieces[place]
    after_number = words and words[-1].number is not None
    word = _word(_SHORT_AFTER_NUMBER.get(piece, piece) if after_number else piece, place)
    if word.is_misspelt_kind and not starts and _has_opened(words):
        word = word.without_kind()
    may_be_article = pieces[place - 1 : place] not in _LAST_ARTICLES and _is_like_article(piece)
    return word._replace(led_by=_letter(pieces, place), may_be_article=may_be_article)


def _has_opened(words: Sequence[Word]) -> bool:
    """Whether one of the last words opens a street: in « rue du docteur rux » the last one opens no other."""
    for word in reversed(words[-_FAR_FROM_KIND:]):
        if word.opens_a_street:
            return True
        if word.after_break or word.after_sign:
            return False
    return False


def _letter(pieces: Sequence[str], place: int) -> str:
    """The article of one letter before this place, a point between them or not."""
    before = [piece for piece in pieces[max(0, place - 2) : place] if piece != "."][-1:]
    return before[0] if before and len(before[0]) == 1 and before[0] in ARTICLES else ""


def _ends_abbreviation(pieces: Sequence[str], place: int) -> bool:
    """The point of « av. » does not end a sentence."""
    if pieces[place] != "." or place == 0:
        return False
    return len(pieces[place - 1]) == 1 or pieces[place - 1] in abbreviations()


def _number(pieces: Sequence[str], place: int) -> tuple[Word, int] | None:
    """The house number at this place and how many pieces it takes."""
    figures = _NUMBERED.fullmatch(pieces[place])
    if not figures:
        return None
    suffix, following = figures[2] or "", pieces[place + 1 : place + 3]
    if not suffix and following and _is_suffix(following):
        return Word(place, (figures[1],), number=int(figures[1]), suffix=following[0]), 2
    return Word(place, (figures[1],), number=int(figures[1]), suffix=suffix), 1


def _is_suffix(following: Sequence[str]) -> bool:
    if following[0] in SUFFIXES:
        return True
    ends_there = len(following) == 1 or following[1] in _BREAKS or names_a_kind(following[1])
    return following[0] in _LETTERS_AFTER_NUMBER and ends_there


def names_a_kind(piece: str) -> bool:
    """Whether a piece is « rue », « av », « lavenue »..."""
    return bool(_exact_kinds(_unglued(piece)))


def _word(piece: str, place: int) -> Word:
    meanings = meanings_of(piece)
    is_noise = piece in noise() and piece not in abbreviations()
    exact = _exact_kinds(_unglued(piece))
    misspelt = frozenset[str]() if exact or piece in noise() else _misspelt_kind(piece)
    return Word(place, meanings, exact or misspelt, is_noise=is_noise, is_misspelt_kind=bool(misspelt))


@lru_cache(maxsize=5_000)
def _is_like_article(piece: str) -> bool:
    return len(piece) <= _LONGEST_ARTICLE and any(OSA.distance(piece, article) <= 1 for article in ARTICLES)


@lru_cache(maxsize=5_000)
def meanings_of(piece: str) -> tuple[str, ...]:
    """The word, what it may be short for, and the word behind a glued article: « leglise »."""
    piece = piece.removesuffix(ORDINAL_SIGN)
    meanings = [piece, *abbreviations().get(piece, ())]
    meanings += [found[1] for pattern in _GLUED_BEFORE if (found := pattern.fullmatch(piece))]
    glued = _GLUED_SHORT_FORM.fullmatch(piece)
    meanings += abbreviations().get(glued[1], ()) if glued else ()
    return tuple(dict.fromkeys(meanings))


def _unglued(piece: str) -> tuple[str, ...]:
    """« leglise » may be « l’église »; « dupont » is no bridge."""
    elided = _GLUED_BEFORE[0].fullmatch(piece)
    return (piece, *abbreviations().get(piece, ()), *([elided[1]] if elided else []))


def _exact_kinds(meanings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(meaning for word in meanings for meaning in (word, word.removesuffix("s")) if meaning in kinds())


@lru_cache(maxsize=5_000)
def _misspelt_kind(piece: str) -> frozenset[str]:
    """« bouleverd » is a boulevard, « reu » a rue; other short words are too easily one another."""
    if len(piece) <= len(_COMMONEST_KIND) + 1 and OSA.distance(piece, _COMMONEST_KIND) == 1:
        return frozenset({_COMMONEST_KIND})
    if len(piece) <= len(_COMMONEST_KIND):
        return frozenset()
    same_sound = [kind for kind in kinds() if sound(kind) == sound(piece)]
    if same_sound:
        return frozenset(same_sound[:1])
    found = process.extractOne(piece, list(kinds()), scorer=OSA.normalized_similarity, score_cutoff=_KIND_LIKENESS)
    return frozenset({found[0]}) if found else frozenset()
