"""The words that French communes and streets are made of, from the files under `words/`."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from random import Random

_FOLDER = Path(__file__).with_name("words")
_TITLES = ("du Docteur", "de l'Abbé", "du Général", "du Capitaine", "du Professeur", "du Lieutenant", "du Commandant")
_KINDS = {
    "Rue": 56, "Chemin": 10, "Impasse": 8, "Allée": 7, "Route": 5, "Avenue": 4, "Place": 4, "Boulevard": 2,
    "Lotissement": 1, "Square": 1, "Passage": 1, "Ruelle": 1, "Résidence": 1, "Quai": 1, "Montée": 1, "Sentier": 1,
    "Venelle": 1, "Hameau": 1, "Cours": 1,
}  # fmt: skip
_LINKS = ("sur", "en", "les", "lès", "sous", "la", "le", "de")


@dataclass(frozen=True)
class City:
    """A large town of France and where it lies."""

    name: str
    department: str
    lat: float
    lon: float


@lru_cache(maxsize=1)
def cities() -> tuple[City, ...]:
    with (_FOLDER / "cities.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        return tuple(City(row["name"], row["department"], float(row["lat"]), float(row["lon"])) for row in rows)


def village(random: Random) -> str:
    """The name of a village: « Saint-Aubin-sur-Orne », « Kermarec », « Villeneuve-lès-Belgnac »."""
    draw = random.random()
    if draw < 0.3:
        name = f"Saint-{_pick(random, 'saints.txt', by_words=True)}"
        return f"{name}-{random.choice(_LINKS)}-{_toponym(random)}" if random.random() < 0.7 else name
    if draw < 0.45:
        return f"{_toponym(random)}-{random.choice(_LINKS)}-{_toponym(random)}"
    if draw < 0.55:
        return f"{random.choice(('La', 'Le', 'Les'))} {_toponym(random)}"
    return _toponym(random)


def street(random: Random, neighbours: Sequence[str]) -> str:
    """A street's name as the national base writes it; `neighbours` are communes that roads lead to."""
    kind = random.choices(list(_KINDS), list(_KINDS.values()))[0]
    draw = random.random()
    if draw < 0.02:
        return random.choice(("Grande Rue", "Grand Place", "Le Bourg", "Esplanade", "Faubourg")) + (
            f" {_saint(random)}" if draw < 0.01 else ""
        )
    if kind == "Route" or draw < 0.06:
        return f"{kind} {_of(random.choice(neighbours))}"
    return f"{kind} {_core(random)}"


def _core(random: Random) -> str:
    makers: tuple[tuple[float, Callable[[Random], str]], ...] = (
        (0.30, lambda r: _common(r)),
        (0.16, lambda r: _pick(r, "persons.txt")),
        (0.14, _person),
        (0.14, lambda r: f"des {_pick(r, 'plurals.txt', by_words=True)}"),
        (0.10, _described),
        (0.06, _saint),
        (0.10, lambda r: _of(_toponym(r))),
    )
    return random.choices([make for _, make in makers], [share for share, _ in makers])[0](random)


def _common(random: Random) -> str:
    """The first names of the list are in nearly every commune, the last in few."""
    names = _lines("common.txt")
    return names[min(int(random.expovariate(1 / 25)), len(names) - 1)]


def _person(random: Random) -> str:
    surname = _pick(random, "surnames.txt", by_words=True)
    if random.random() < 0.15:
        return f"{random.choice(_TITLES)} {surname}"
    first = _pick(random, "first_names.txt", by_words=True)
    if random.random() < 0.1:
        first += f"-{_pick(random, 'first_names.txt', by_words=True)}"
    return f"{first} {surname}"


def _described(random: Random) -> str:
    return f"{_pick(random, 'singulars.txt')} {_pick(random, 'adjectives.txt')}"


def _saint(random: Random) -> str:
    return f"Saint-{_pick(random, 'saints.txt', by_words=True)}"


def _toponym(random: Random) -> str:
    begin, middle, end = random.choice(_syllables())
    return begin + (random.choice(middle) if random.random() < 0.8 else "") + random.choice(end)


def _of(name: str) -> str:
    """« de Lyon », « d'Agen », « du Mans »."""
    if name.startswith("Le "):
        return f"du {name[3:]}"
    return f"d'{name}" if name[0] in "AEIOUÉÎ" else f"de {name}"


@lru_cache(maxsize=1)
def _syllables() -> list[tuple[str, list[str], list[str]]]:
    with (_FOLDER / "syllables.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        return [(row["begin"], row["middle"].split(), row["end"].split()) for row in rows]


def _pick(random: Random, name: str, *, by_words: bool = False) -> str:
    return random.choice(_words(name) if by_words else _lines(name))


@cache
def _lines(name: str) -> list[str]:
    return (_FOLDER / name).read_text(encoding="utf-8").splitlines()


@cache
def _words(name: str) -> list[str]:
    return list(dict.fromkeys(" ".join(_lines(name)).split()))
