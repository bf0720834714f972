"""What the words of a question have in common with those of an answer."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

STEM_LENGTH = 6  # cutting French words at six letters groups their forms nearly as well as a stemmer does

_ACCENT = re.compile("[\u0300-\u036f]")  # what NFKD takes off a letter
_WORD = re.compile("[a-z0-9]+")


def fold(text: str) -> str:
    """Lower case letters without accents and figures, in words separated by one space."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return " ".join(_WORD.findall(_ACCENT.sub("", bare)))


def holds(text: str, phrase: str) -> bool:
    """Whether the phrase stands as whole words in the text, both already folded."""
    return f" {phrase} " in f" {text} "


def concepts(text: str) -> frozenset[str]:
    """The meaningful words of a text, cut to their stems, synonyms brought to one of them."""
    text = fold(text)
    for phrase, word in _phrases().items():
        text = f" {text} ".replace(f" {phrase} ", f" {word} ")
    stems = (stem(word) for word in text.split() if word not in empty_words())
    return frozenset(_synonyms().get(item, item) for item in stems)


def stem(word: str) -> str:
    singular = word.rstrip("sx") if len(word) > 3 else word
    return singular[:STEM_LENGTH] if len(singular) > 1 else word


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, str]:
    groups = [[stem(fold(word)) for word in line.split() if "_" not in word] for line in _lines("synonyms.txt")]
    return {word: group[0] for group in groups for word in group}


@lru_cache(maxsize=1)
def _phrases() -> dict[str, str]:
    """Groups of words that are synonyms of one word; they are written with underscores."""
    groups = [line.split() for line in _lines("synonyms.txt")]
    return {fold(item): fold(group[0]) for group in groups for item in group if "_" in item}


@lru_cache(maxsize=1)
def empty_words() -> frozenset[str]:
    """Words that say nothing of the subject."""
    return frozenset(word for line in _lines("empty_words.txt") for word in fold(line).split())


@lru_cache(maxsize=1)
def question_words() -> tuple[str, ...]:
    """Words that turn a question more than they say what it is about, as they are written."""
    return tuple(word for line in _lines("question_words.txt") for word in line.split())


@lru_cache(maxsize=1)
def synonym_groups() -> tuple[tuple[str, ...], ...]:
    """The equivalent words and phrases as they are written; also those of the State's sheets."""
    lines = [*_lines("synonyms.txt"), *_lines("official_synonyms.txt")]
    return tuple(tuple(item.replace("_", " ") for item in line.split()) for line in lines)


@lru_cache(maxsize=1)
def words_of_sheets() -> dict[str, str]:
    """What residents call the subject of each official sheet, by its number, beside the words of its title."""
    return dict(line.split(" ", 1) for line in _lines("official_words.txt"))


def _lines(file: str) -> list[str]:
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
