"""The words of French addresses, read from the CSV files under `words/`."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"

ARTICLES = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "en", "et", "da", "dela", "dla"}
)
DESCRIPTIONS = frozenset(
    {"maternelle", "primaire", "elementaire", "municipal", "municipale", "public", "publique", "communal", "communale"}
)
LOCATING = ARTICLES | frozenset(
    {"devant", "derriere", "pres", "cote", "face", "niveau", "hauteur", "vers", "sur", "sous", "dans", "chez", "entre"}
    | {"contre", "avant", "apres", "proche", "proximite", "bord", "abord", "bout", "jusqu", "jusque", "hors"}
)
"""Words after which a place may be named."""
_LONGEST_ACRONYM = 3
SUFFIXES = {"bis": "bis", "ter": "ter", "quater": "quater", "quinquies": "quinquies"}


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, tuple[str, ...]]:
    """What a short form may mean, the likeliest first."""
    return {row["written"]: tuple(row["meant"].split("|")) for row in _rows("abbreviations.csv")}


@lru_cache(maxsize=1)
def phrases() -> dict[tuple[str, ...], str]:
    """Several words that count as one."""
    return {tuple(row["words"].split()): row["meant"] for row in _rows("phrases.csv")}


@lru_cache(maxsize=1)
def letters() -> dict[str, str]:
    """The letters that acronyms such as « zi » stand for."""
    groups = {meant: "".join(words) for words, meant in reversed(phrases().items())}
    return {meant: written for meant, written in groups.items() if len(meant) <= _LONGEST_ACRONYM}


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """Words that say of what kind a place is, with their group: street or place."""
    return {row["word"]: row["group"] for row in _rows("kinds.csv")}


@lru_cache(maxsize=1)
def kinds_named_alone() -> frozenset[str]:
    """Kinds that people say alone for the place of their town: « la piscine », not « la maison »."""
    return frozenset(row["word"] for row in _rows("kinds.csv") if row["alone"] == "yes")


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """Words that tell places apart less well than others: titles, first names, sizes."""
    return {row["word"]: float(row["weight"]) for row in _rows("light.csv")}


@lru_cache(maxsize=1)
def noise() -> frozenset[str]:
    """Words around an address that belong to no name."""
    return frozenset(row["word"] for row in _rows("noise.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))
