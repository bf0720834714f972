"""What people would write for streets of the made-up country, one list of cases for each kind.

The kinds are those of the target: typed by people, typing errors and short forms, public buildings, machine-made
errors with the commune in the text, machine-made errors with only a point beside; the last two once more with the
errors of `typist`, which are harsher.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tests.bench.places.country import Street
from tests.bench.places.typist import misspelt

TYPED, SHORTENED, BUILDING, MACHINE_COMMUNE, MACHINE_POINT, HARSH_COMMUNE, HARSH_POINT = (
    "typed by people", "typos and short forms", "public buildings", "machine typos, commune", "machine typos, point",
    "harsh typos, commune", "harsh typos, point",
)  # fmt: skip

_SHORT = {
    "Rue": ("r", "r.", "rue"), "Avenue": ("av", "av.", "ave"), "Boulevard": ("bd", "bvd", "boul", "bld"),
    "Chemin": ("che", "chem", "ch."), "Route": ("rte", "rte."), "Impasse": ("imp", "imp."), "Allée": ("all", "allee"),
    "Place": ("pl", "pl.", "place"), "Lotissement": ("lot", "lot."), "Square": ("sq",), "Résidence": ("res", "rés."),
    "Quai": ("q.", "quai"), "Hameau": ("ham",), "Passage": ("pass", "pas"),
    "Saint": ("st", "St", "saint"), "Sainte": ("ste",), "Général": ("gal", "gén.", "gal."),
    "Maréchal": ("mal", "maréch.", "mal."), "Docteur": ("dr", "Dr"), "Président": ("pdt", "prés."),
    "Professeur": ("prof", "pr"), "Capitaine": ("cpt", "cap."), "Commandant": ("cdt",), "Colonel": ("col", "col."),
    "Lieutenant": ("lt", "lieut"), "Notre-Dame": ("ND", "notre dame"),
}  # fmt: skip
_SOUNDS = (
    ("ph", "f"), ("eau", "o"), ("au", "o"), ("ss", "s"), ("ll", "l"), ("nn", "n"), ("tt", "t"), ("rr", "r"), ("y", "i"),
    ("qu", "k"), ("ai", "è"), ("è", "ai"), ("ain", "in"), ("an", "en"), ("en", "an"), ("c", "s"), ("z", "s"), ("h", ""),
)  # fmt: skip
_BUILDINGS = (
    "Mairie", "Tribunal d'instance", "Centre social", "Maison des associations", "Caisse d'allocations familiales",
    "Trésorerie", "Sous-préfecture", "Maison de justice et du droit", "Pôle emploi", "Gendarmerie nationale",
    "Médiathèque municipale", "Centre communal d'action sociale", "Immeuble Le Plein-Centre", "Cité administrative",
)  # fmt: skip
_AROUND = ("BP {n}", "CS {n}", "B.P. {n}", "2e étage", "bâtiment B", "escalier 3", "TSA {n}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Case:
    """A text, perhaps a point, and the street that is meant."""

    kind: str
    q: str
    street: str
    citycode: str
    lat: float | None = None
    lon: float | None = None


def cases(streets: Sequence[Street], count: int, seed: int) -> list[Case]:
    """So many cases of each kind; another seed gives other streets and other errors."""
    random = Random(seed)
    makers = (_typed, _shortened, _building, _machine_commune, _machine_point, _harsh_commune, _harsh_point)
    return [make(random.choice(streets), random) for make in makers for _ in range(count)]


def _typed(street: Street, random: Random) -> Case:
    number, commune = _number(street, random), street.commune
    shapes: tuple[Callable[[], str], ...] = (
        lambda: f"{number} {street.name} {commune.postcode} {commune.name}",
        lambda: f"{number}, {street.name}, {commune.name}",
        lambda: f"{number} {_plain(street.name)} {_plain(commune.name)}",
        lambda: f"{number} {street.name.upper()} {commune.postcode} {commune.name.upper()}",
        lambda: f"au {number} de la {street.name.lower()} à {commune.name}",
        lambda: f"{street.name.lower()} {commune.postcode} {commune.name.lower()}",
        lambda: f"{street.name}, au numéro {number}, {commune.name}",
        lambda: f"{number} {_with_short_kind(street.name, random)} {commune.name.lower()}",
        lambda: f"{number} {_unaccented(street.name).upper()} {_around(random)} {commune.postcode} {commune.name}",
        lambda: f"{_plain(street.name)} {commune.postcode}",
        lambda: f"{commune.name} {street.name} {number}",
        lambda: f"{number} {street.name}, {commune.postcode[:2]} {commune.name}",
    )
    return _case(TYPED, random.choice(shapes)(), street)


def _shortened(street: Street, random: Random) -> Case:
    text = _with_short_kind(street.name, random)
    text = " ".join(_short(word, random) for word in text.split())
    for change in random.sample((_drop_articles, _respell, _plain, _glue, _initial), random.choice((1, 1, 2))):
        text = change(text, random) if change in (_respell, _glue, _initial) else change(text)
    where = random.choice((street.commune.name, _plain(street.commune.name), street.commune.postcode))
    return _case(SHORTENED, f"{random.choice((_number(street, random), ''))} {text} {where}".strip(), street)


def _building(street: Street, random: Random) -> Case:
    commune = street.commune
    name = random.choice(_BUILDINGS) + random.choice(("", f" de {commune.name}"))
    cedex = random.choice(("", "", f" Cedex {random.randint(1, 9)}", " Cedex"))
    around = random.choice(("", f" {_around(random)}"))
    address = f"{_number(street, random)}{random.choice((',', ''))} {_small(street.name, random)}"
    return _case(BUILDING, f"{name} {address}{around} {commune.postcode} {commune.name}{cedex}", street)


def _machine_commune(street: Street, random: Random) -> Case:
    return _case(
        MACHINE_COMMUNE, f"{_number(street, random)} {_mistyped(street.name, random)} {street.commune.name}", street
    )


def _machine_point(street: Street, random: Random) -> Case:
    text = f"{_number(street, random)} {_mistyped(street.name, random)}"
    return _case(MACHINE_POINT, text, street, *_beside(street, random))


def _harsh_commune(street: Street, random: Random) -> Case:
    text = f"{_number(street, random)} {misspelt(street.name, random)}"
    return _case(HARSH_COMMUNE, f"{text} {street.commune.name}", street)


def _harsh_point(street: Street, random: Random) -> Case:
    text = f"{_number(street, random)} {misspelt(street.name, random)}"
    return _case(HARSH_POINT, text, street, *_beside(street, random))


def _beside(street: Street, random: Random) -> tuple[float, float]:
    """A point some hundred metres from a house of the street."""
    _, _, lat, lon = random.choice(street.numbers)
    return lat + random.gauss(0, 0.006), lon + random.gauss(0, 0.009)


def _case(kind: str, text: str, street: Street, lat: float | None = None, lon: float | None = None) -> Case:
    return Case(kind, re.sub(r"\s+", " ", text), street.name, street.commune.citycode, lat, lon)


def _number(street: Street, random: Random) -> str:
    number, suffix, _, _ = random.choice(street.numbers)
    return f"{number} {suffix}".strip()


def _mistyped(name: str, random: Random) -> str:
    """One typing error in every eight letters of the name, one at least, never in the kind."""
    kind, _, rest = name.partition(" ")
    for _ in range(1 + len(rest) // 14):
        rest = _one_error(rest, random)
    return f"{kind} {rest}"


def _one_error(text: str, random: Random) -> str:
    places = [place for place, letter in enumerate(text) if letter.isalpha()]
    if len(places) < 3:
        return text
    place = random.choice(places[1:])
    letter = random.choice(_LETTERS)
    return random.choice(
        (
            text[:place] + text[place + 1 :],
            text[:place] + letter + text[place:],
            text[:place] + letter + text[place + 1 :],
            text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :],
        )
    )


def _with_short_kind(name: str, random: Random) -> str:
    kind, _, rest = name.partition(" ")
    return f"{random.choice(_SHORT.get(kind, (kind.lower(),)))} {rest}"


def _short(word: str, random: Random) -> str:
    first, dash, rest = word.partition("-")
    if first in _SHORT and first not in ("Place", "Route"):
        return random.choice(_SHORT[first]) + (random.choice(("-", " ")) if dash else "") + rest
    return word


def _small(name: str, random: Random) -> str:
    return random.choice((name, name[0].lower() + name[1:], name.upper()))


def _unaccented(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def _plain(text: str) -> str:
    return re.sub(r"[-']", " ", _unaccented(text).lower())


def _drop_articles(text: str) -> str:
    return re.sub(r"\b(?:(?:de la|des|du|de)\s|de l'|d')", "", text, flags=re.IGNORECASE)


def _respell(text: str, random: Random) -> str:
    """Written as it sounds: « rue Jan Jorès »."""
    kind, _, rest = text.partition(" ")
    possible = [(old, new) for old, new in _SOUNDS if old in rest.lower()[1:]]
    if not possible:
        return text
    old, new = random.choice(possible)
    place = rest.lower().index(old, 1)
    return f"{kind} {rest[:place]}{new}{rest[place + len(old) :]}"


def _glue(text: str, random: Random) -> str:
    """« rue dela gare », « rue jeanjaures »."""
    words = text.split(" ")
    if len(words) < 3:
        return text
    place = random.randint(1, len(words) - 2)
    return " ".join([*words[:place], words[place] + words[place + 1].lower(), *words[place + 2 :]])


def _initial(text: str, random: Random) -> str:
    """« rue V. Hugo »."""
    words = text.split(" ")
    if len(words) == 3 and words[1][:1].isupper():
        words[1] = words[1][0] + random.choice((".", ""))
    return " ".join(words)


def _around(random: Random) -> str:
    return random.choice(_AROUND).format(n=random.randint(10, 90_000))


def by_kind(found: Sequence[Case]) -> Iterator[tuple[str, list[int]]]:
    """The kinds in order, with the places of their cases."""
    for kind in dict.fromkeys(case.kind for case in found):
        yield kind, [place for place, case in enumerate(found) if case.kind == kind]
