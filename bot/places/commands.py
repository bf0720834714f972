"""What the commands `parvis addresses ...` do and print, apart from reading their arguments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, TypedDict

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar

from bot.errors import ParvisError
from bot.places.candidate import Candidate
from bot.places.importing import ImportSummary, Progress, import_addresses
from bot.places.index import PlaceIndex
from bot.places.postgres_store import publish
from bot.places.reverse import REACH_METRES
from bot.places.territory_index import ensure_index, open_places, shared_url
from bot.settings import Settings
from bot.territory.position import Position

_REASONS = {
    "no_street": "sans nom de voie",
    "no_name": "sans nom",
    "no_number": "sans numéro lisible",
    "no_coordinates": "sans coordonnées",
    "wrong_coordinates": "aux coordonnées impossibles",
    "no_city": "sans commune ou au code INSEE illisible",
}


class CandidateJson(TypedDict):
    """A candidate as `parvis addresses` prints it."""

    label: str
    housenumber: str
    street: str
    city: str
    postcode: str
    citycode: str
    lat: float
    lon: float
    kind: str
    score: float


class AddressQueryError(ParvisError):
    """A line of `parvis addresses search --jsonl` that cannot be read."""

    code: ClassVar[str] = "address_query"


def import_files(files: Sequence[Path], settings: Settings) -> None:
    """`parvis addresses import FILE...`: prints what was taken; raises AddressFileError."""
    index = ensure_index(settings.territory, settings.var)
    with _progress_bar(files) as progress:
        summary = import_addresses(files, index, progress)
    url = shared_url(settings)
    if url:
        publish(index, url)
    print(describe_import(summary))


def search(text: str | None, lines: Iterable[str] | None, in_json: bool, settings: Settings) -> None:
    """`parvis addresses search`: prints what a text means, or one line of JSON for each line read."""
    index = open_places(settings)
    if lines is not None:
        for answer in search_lines(index, lines):
            print(answer, flush=True)
        return
    found = index.search(text or "")
    if in_json:
        print(answer_of(found))
    else:
        print("\n".join(map(_in_words, found)) or "Aucun lieu trouvé.")


def read_position(lat: object, lon: object) -> Position | None:
    """The position that two numbers or texts tell; None when they tell none."""
    try:
        degrees = float(str(lat)), float(str(lon))
    except ValueError:
        return None
    return Position(*degrees) if abs(degrees[0]) <= 90 and abs(degrees[1]) <= 180 else None


def reverse(position: Position, in_json: bool, settings: Settings) -> None:
    """`parvis addresses reverse LAT LON`: prints the nearest address or place."""
    found = open_places(settings).reverse(position)
    if in_json:
        print(answer_of(found))
    else:
        print("\n".join(map(_in_words, found)) or f"Aucune adresse à moins de {REACH_METRES} m.")


def search_lines(index: PlaceIndex, lines: Iterable[str]) -> Iterator[str]:
    """One line of JSON for each line of JSON, in order; raises AddressQueryError."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            text, near = _read_line(line, number)
            yield answer_of(index.search(text, near))


def answer_of(candidates: Iterable[Candidate]) -> str:
    """The JSON of the interface."""
    return json.dumps({"candidates": [as_json(one) for one in candidates]}, ensure_ascii=False)


def describe_import(summary: ImportSummary) -> str:
    """The summary of an import in French, one fact a line."""
    lines = [
        f"{summary.rows} lignes lues, {summary.addresses} adresses retenues,"
        f" {summary.entries} voies et lieux-dits, {summary.communes} communes."
    ]
    lines += [f"{summary.places} équipements retenus."] if summary.places else []
    lines += [f"{count} lignes écartées, {_REASONS[reason]}." for reason, count in sorted(summary.skipped.items())]
    return "\n".join(lines)


def as_json(candidate: Candidate) -> CandidateJson:
    """The names of the interface: `housenumber` in one word."""
    return {
        "label": candidate.label,
        "housenumber": candidate.house_number,
        "street": candidate.street,
        "city": candidate.city,
        "postcode": candidate.postcode,
        "citycode": candidate.citycode,
        "lat": candidate.lat,
        "lon": candidate.lon,
        "kind": candidate.kind,
        "score": candidate.score,
    }


def _in_words(candidate: Candidate) -> str:
    return f"{candidate.score:.2f}  {candidate.label}  ({candidate.lat:.6f}, {candidate.lon:.6f})"


@contextmanager
def _progress_bar(files: Sequence[Path]) -> Iterator[Progress]:
    """How much of the files is read, in lines too, on stderr and only for people."""
    console = Console(stderr=True)
    columns = (
        "Lecture des adresses",
        BarColumn(),
        TaskProgressColumn(),
        "{task.fields[rows]} lignes",
        TimeRemainingColumn(),
    )
    with ProgressBar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=sum(file.stat().st_size for file in files if file.is_file()), rows=0)
        yield lambda rows, read: bar.update(task, completed=read, rows=rows)


def _read_line(line: str, number: int) -> tuple[str, Position | None]:
    try:
        query = json.loads(line)
    except json.JSONDecodeError:
        raise _wrong(number, "ce n’est pas du JSON") from None
    if not isinstance(query, dict) or not isinstance(query.get("q"), str):
        raise _wrong(number, "il faut un objet avec un texte « q »")
    lat, lon = query.get("lat"), query.get("lon")
    if lat is None or lon is None:
        return query["q"], None
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in (lat, lon)):
        raise _wrong(number, "« lat » et « lon » sont des nombres")
    near = read_position(lat, lon)
    if near is None:
        raise _wrong(number, "« lat » et « lon » ne sont pas une position")
    return query["q"], near


def _wrong(number: int, problem: str) -> AddressQueryError:
    return AddressQueryError(f"Ligne {number} : {problem}.")
