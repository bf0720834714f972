"""`python -m tests.bench.requests`: duplicate search and list pages on 100,000 requests, in milliseconds."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import Connection

from bot.requests.duplicates import open_requests_near
from bot.requests.register import get_request, requests_of, requests_since
from bot.requests.service_request import Place
from bot.settings import DEMO_TERRITORY
from bot.storage.database import Database
from bot.territory.territory import Territory, load_territory
from connectors.desk.search import Search, find_page
from connectors.open311.updates import changes
from tests.bench.load import percentile
from tests.bench.requests.town_years import RESIDENTS, fill
from tests.bench.training import load_average
from tests.bench.workplace import fresh_database
from tests.postgres import running_postgres

NOW = datetime(2026, 11, 24, 9, 15, tzinfo=timezone.utc)
TIMES = 100
MOST_MS = {"doublons à proximité": 5.0}
MOST_LIST_MS = 30.0

Work = Callable[[], object]


def main() -> int:
    """Fill a database of each kind (PostgreSQL where it is installed), measure, print; 1 when a target is missed."""
    missed = _measure("SQLite", f"sqlite:///{fresh_database('requests')}")
    with suppress(pytest.skip.Exception), running_postgres() as url:
        missed += _measure("PostgreSQL", url)
    return 1 if missed else 0


def _measure(kind: str, url: str) -> int:
    """Measure and print; how many targets are missed."""
    territory, chance = load_territory(DEMO_TERRITORY), random.Random(11)
    database = Database(url)
    database.upgrade()
    fill(database, territory, NOW, chance)
    title = f"100,000 requests in {kind} (load of the machine: {load_average():.1f})"
    table = Table(title=title, title_justify="left")
    for name in ("ms", "p50", "p95", "p95 of CPU", "at most"):
        table.add_column(name, justify="left" if name == "ms" else "right")
    missed = 0
    with database.read() as connection:
        for name, work in _works(connection, territory, chance):
            seconds, cpu = zip(*(_timed(work) for _ in range(TIMES)), strict=True)
            most = MOST_MS.get(name, MOST_LIST_MS)
            figures = [
                1000 * percentile(values, share) for values, share in ((seconds, 0.5), (seconds, 0.95), (cpu, 0.95))
            ]
            missed += figures[1] > most
            table.add_row(name, *(f"{figure:.2f}" for figure in figures), f"{most:.0f}")
    database.close()
    Console(width=100).print(table)
    return missed


def _works(connection: Connection, territory: Territory, chance: random.Random) -> Iterator[tuple[str, Work]]:
    codes = list(territory.services)

    def place() -> Place:
        lat, lon = chance.gauss(territory.centre.lat, 0.007), chance.gauss(territory.centre.lon, 0.011)
        return Place(None, None, lat, lon, True)

    def page(**asked: object) -> Work:
        return lambda: find_page(connection, Search(NOW, **asked))  # type: ignore[arg-type]

    reference = requests_since(connection, most=1)[0].reference
    yield "doublons à proximité", lambda: open_requests_near(connection, territory, chance.choice(codes), place(), NOW)
    yield "page 1 de toutes", page()
    yield "page 2000 de toutes", page(page=2000)
    yield "ouvertes", page(status="ouvertes")
    yield "fermées, page 1000", page(status="fermees", page=1000)
    yield "en retard", page(status="en_retard")
    yield "en cours", page(status="en_cours")
    yield "recherche d’un mot que toutes ont", page(words="lilas")
    yield "d’un mot de quelques centaines", page(words="149")
    yield "de deux mots, ouvertes", page(words="portail trottoir", status="ouvertes")
    yield "recherche d’un numéro", page(words=reference)
    yield "une demande", lambda: get_request(connection, reference)
    yield "celles d’un habitant", lambda: requests_of(connection, f"web:bench-{chance.randrange(RESIDENTS)}")
    months = NOW - timedelta(days=90)
    yield "nouvelles de 90 jours", lambda: connection.execute(changes(months, NOW).limit(1000)).fetchall()
    yield "leur page 6", lambda: connection.execute(changes(months, NOW).limit(1000).offset(5000)).fetchall()
    yield "les 25 dernières, entières", lambda: requests_since(connection, most=25)


def _timed(work: Work) -> tuple[float, float]:
    started, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - cpu


if __name__ == "__main__":
    sys.exit(main())
