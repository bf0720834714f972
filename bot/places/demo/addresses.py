"""House numbers along the streets of Belrive, as the 23 columns of the national address base."""

import csv
import math
import unicodedata
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise
from random import Random

from bot.places.demo.names import OUTER, REQUIRED
from bot.places.demo.plan import Plan, Point, Street
from bot.places.lambert93 import to_lambert93

CITY, CITYCODE, POSTCODE = "Belrive", "96138", "96380"
CENTRE_LAT, CENTRE_LON = 47.0, 1.0
METRES_PER_DEGREE_NORTH, METRES_PER_DEGREE_EAST = 111_170, 76_055

COLUMNS = (
    "id", "id_fantoir", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune",
    "code_insee_ancienne_commune", "nom_ancienne_commune", "x", "y", "lon", "lat", "type_position", "alias",
    "nom_ld", "libelle_acheminement", "nom_afnor", "source_position", "source_nom_voie",
    "certification_commune", "cad_parcelles",
)  # fmt: skip

_SEED = 96_138
_FIRST_FANTOIR = 10
_REQUIRED_LAST = 62
_KEPT = 0.94
_REPEATED = 0.025
_SETBACK = 9.0
_LEGAL_ABBREVIATIONS = {
    "ALLEE": "ALL", "AVENUE": "AV", "BOULEVARD": "BD", "CHEMIN": "CHE", "GENERAL": "GAL",
    "HAMEAU": "HAM", "IMPASSE": "IMP", "LOTISSEMENT": "LOT", "PASSAGE": "PAS", "PLACE": "PL",
    "PROMENADE": "PROM", "ROUTE": "RTE", "SAINT": "ST", "SAINTE": "STE", "SQUARE": "SQ",
}  # fmt: skip

House = tuple[int, str, Point]


def addresses_csv() -> str:
    """The whole file, the same for ever."""
    random = Random(_SEED)  # noqa: S311 - a map, no secret
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\n", restval="")
    writer.writeheader()
    for order, street in enumerate(Plan(random).streets()):
        fantoir = f"{_FIRST_FANTOIR + 7 * order:04}"
        writer.writerows(_row(street, fantoir, house) for house in _houses(street, random))
    return text.getvalue()


def _houses(street: Street, random: Random) -> Iterator[House]:
    """Odd numbers on the left, even on the right, growing along the line."""
    length = sum(math.dist(*piece) for piece in pairwise(street.line))
    required = street.name in REQUIRED
    spacing = random.uniform(22, 33) if street.name not in OUTER else random.uniform(30, 50)
    last = max(4, int(2 * length / spacing))
    if required:
        last = max(_REQUIRED_LAST, last)
    for number in range(1, last + 1):
        if required or random.random() < _KEPT:
            along = length * (number - 0.5) / last
            yield from _repeats(number, _beside(street.line, along, number), random)


def _repeats(number: int, point: Point, random: Random) -> Iterator[House]:
    yield number, "", point
    if random.random() < _REPEATED:
        yield number, "bis", (point[0] + 4, point[1] + 3)
        if random.random() < _REPEATED * 8:
            yield number, "ter", (point[0] + 7, point[1] + 5)


def _beside(line: tuple[Point, ...], along: float, number: int) -> Point:
    side = 1 if number % 2 else -1
    for start, end in pairwise(line):
        length = math.dist(start, end)
        if along <= length or end == line[-1]:
            break
        along -= length
    east, north = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    return (
        start[0] + east * along - north * side * _SETBACK,
        start[1] + north * along + east * side * _SETBACK,
    )


def _row(street: Street, fantoir: str, house: House) -> dict[str, str]:
    number, repeat, (east, north) = house
    lat = CENTRE_LAT + north / METRES_PER_DEGREE_NORTH
    lon = CENTRE_LON + east / METRES_PER_DEGREE_EAST
    x, y = to_lambert93(lon, lat)
    return {
        "id": "_".join(part for part in (CITYCODE, fantoir, f"{number:05}", repeat) if part),
        "id_fantoir": f"{CITYCODE}_{fantoir}",
        "numero": str(number),
        "rep": repeat,
        "nom_voie": street.name,
        "code_postal": POSTCODE,
        "code_insee": CITYCODE,
        "nom_commune": CITY,
        "x": f"{x:.2f}",
        "y": f"{y:.2f}",
        "lon": f"{lon:.6f}",
        "lat": f"{lat:.6f}",
        "type_position": "entrée",
        "libelle_acheminement": CITY.upper(),
        "nom_afnor": _postal_name(street.name),
        "source_position": "commune",
        "source_nom_voie": "commune",
        "certification_commune": "1",
    }


def _postal_name(name: str) -> str:
    """Capitals without accents, at most 32 characters (standard NF Z 10-011)."""
    decomposed = unicodedata.normalize("NFKD", name.upper().replace("-", " ").replace("'", " "))
    words = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).split()
    full = " ".join(words)
    if len(full) <= 32:
        return full
    return " ".join(_LEGAL_ABBREVIATIONS.get(word, word) for word in words)[:32]
