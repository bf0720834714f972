"""The language of a message: French, unless its words are plainly those of another one.

The small words are spaCy's stop words, with what residents say in languages.yml. A word that French
has too is weak evidence; a word that only French has settles it. Arabic is told by its letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

SPOKEN = ("en", "es", "pt", "de", "it")
ARABIC = re.compile(r"[\u0600-\u06ff]")
LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[^\W\d_]+")
SAID, TELLING, SHARED = 3, 2, 1
LEAST_SCORE = 4
LEAST_SHARE = 0.3
MOST_CHARACTERS = 300

_FILE = Path(__file__).with_name("languages.yml")


def foreign_language(text: str) -> str | None:
    """The ISO 639-1 code of the language (ar, de, en, es, it, pt) when it is not French, else None."""
    text = text[:MOST_CHARACTERS].casefold()
    if ARABIC.search(text) and 2 * len(ARABIC.findall(text)) > len(LETTER.findall(text)):
        return "ar"
    words, french = WORD.findall(text), _only_french()
    if any(word in french for word in words) or " ".join(words) in _written()["dits_en_francais"]:
        return None
    score, language = max((_score(language, words), language) for language in SPOKEN)
    return language if score >= LEAST_SCORE else None


def _score(language: str, words: list[str]) -> int:
    """How much the words say for the language; nothing when too few of them are its own."""
    weights = [_weights(language).get(word, 0) for word in words]
    telling = sum(weight >= TELLING for weight in weights)
    return sum(weights) if telling >= LEAST_SHARE * len(words) else 0


@cache
def _weights(language: str) -> Mapping[str, int]:
    """How much each word says for the language."""
    small, ours = _small_words(language), _french()
    weights = {word: SHARED if word in ours else TELLING for word in small}
    return {**weights, **dict.fromkeys(_written()["mots"][language], SAID)}


@cache
def _french() -> frozenset[str]:
    return _small_words("fr") | frozenset(_written()["mots"]["fr"])


@cache
def _only_french() -> frozenset[str]:
    return _french().difference(*(_weights(language) for language in SPOKEN))


@cache
def _small_words(language: str) -> frozenset[str]:
    return frozenset(import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS)


@cache
def _written() -> dict[str, Any]:
    written: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return written
