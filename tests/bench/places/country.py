"""A made-up country as varied as France: cities and villages, homonymous streets, numbers along them."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.places.demo.addresses import COLUMNS
from tests.bench.places.vocabulary import City, cities, street, village

_SEED = 1_790
_ADDRESSES_OF_A_CITY = 2_500
_SMALLEST = 6
_NUMBERS_OF_A_STREET = 9
_KM = 1 / 111.2


@dataclass(frozen=True)
class Commune:
    """A commune with its postcode and its middle."""

    citycode: str
    name: str
    postcode: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Street:
    """A street and its numbers: (number, suffix, latitude, longitude)."""

    commune: Commune
    name: str
    numbers: tuple[tuple[int, str, float, float], ...]


def streets(addresses: int) -> Iterator[Street]:
    """Streets of one commune after another until so many addresses are given; the same for the same figure."""
    random = Random(_SEED)
    given = 0
    for commune, wanted, neighbours in _communes(random):
        until = min(addresses, given + wanted)
        for one in _streets_of(commune, until - given, neighbours, random):
            given += len(one.numbers)
            yield one
        if given >= addresses:
            return


def write_ban(file: Path, addresses: int) -> list[Street]:
    """Writes them in the 23 columns of the national base; the streets that were written."""
    kept = list(streets(addresses))
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\n", restval="")
        writer.writeheader()
        for order, one in enumerate(kept):
            writer.writerows(_rows(one, order))
    return kept


def _rows(one: Street, order: int) -> Iterator[dict[str, object]]:
    commune = one.commune
    for number, suffix, lat, lon in one.numbers:
        yield {
            "id": f"{commune.citycode}_{order:06}_{number:05}", "numero": number, "rep": suffix, "nom_voie": one.name,
            "code_postal": commune.postcode, "code_insee": commune.citycode, "nom_commune": commune.name,
            "lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "type_position": "entrée", "source_position": "commune",
            "source_nom_voie": "commune", "certification_commune": 1,
        }  # fmt: skip


def _communes(random: Random) -> Iterator[tuple[Commune, int, list[str]]]:
    """Each city with its suburbs and villages, how many addresses each holds, and the places around."""
    first, codes = True, Counter[str]()
    while True:
        for city in cities():
            around = [_beside(city, place, codes, random, first=first) for place in range(40 if first else 25)]
            names = [city.name, *(one.name for one in around)]
            for place, one in enumerate(around):
                size = _ADDRESSES_OF_A_CITY if first and place == 0 else _SMALLEST + int(random.paretovariate(1.1) * 6)
                yield one, min(size, _ADDRESSES_OF_A_CITY), names
        first = False


def _beside(city: City, place: int, codes: Counter[str], random: Random, *, first: bool) -> Commune:
    distance = (place**0.5) * 2.2 if first else random.uniform(12, 45)
    angle = random.uniform(0, 2 * math.pi)
    lat = city.lat + distance * _KM * math.sin(angle)
    lon = city.lon + distance * _KM * math.cos(angle) / math.cos(math.radians(city.lat))
    name = city.name if first and place == 0 else village(random)
    codes[city.department] += 1
    code = codes[city.department]
    postcode = f"{city.department.replace('A', '0').replace('B', '0')}{code // 4 * 10 % 1000:03}"
    return Commune(f"{city.department}{code:03}", name, postcode, lat, lon)


def _streets_of(commune: Commune, wanted: int, neighbours: list[str], random: Random) -> Iterator[Street]:
    given, known = 0, set[str]()
    spread = 0.4 + (wanted**0.5) / 25
    while given < wanted:
        name = street(random, neighbours)
        if name in known:
            continue
        known.add(name)
        count = min(wanted - given, 1 + int(random.expovariate(1 / _NUMBERS_OF_A_STREET)))
        given += count
        yield Street(commune, name, tuple(_numbers(commune, count, spread, random)))


def _numbers(commune: Commune, count: int, spread: float, random: Random) -> Iterator[tuple[int, str, float, float]]:
    """Along a straight line somewhere in the commune, a number every fifteen metres."""
    shrink = math.cos(math.radians(commune.lat))
    lat = commune.lat + random.gauss(0, spread) * _KM
    lon = commune.lon + random.gauss(0, spread) * _KM / shrink
    angle = random.uniform(0, 2 * math.pi)
    number = random.randint(1, 4)
    for place in range(count):
        along = place * 0.015 * _KM
        suffix = "bis" if random.random() < 0.03 else ""
        yield number, suffix, lat + along * math.sin(angle), lon + along * math.cos(angle) / shrink
        number += random.choice((1, 1, 2, 2, 3))
