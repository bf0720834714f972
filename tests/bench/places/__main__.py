"""`python -m tests.bench.places`, part of `make bench`: places found by Parvis, and by addok where it can be had."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.places.addok import AddokMissing, search_with_addok
from tests.bench.places.cases import Case, cases
from tests.bench.places.country import Street, write_ban
from tests.bench.places.measure import ImportFigures, SearchFigures, search_with_parvis
from tests.bench.training import load_average
from tests.bench.workplace import BENCH, PYTHON

BESIDE_ADDOK, LARGE = 141_000, 500_000
CASES_OF_A_KIND = 300
UNSEEN = 20_261
"""The seed of the cases that are reported; searching was tuned on the cases of other seeds only."""


def main() -> None:
    """Measure, print, and keep the figures under var/bench/."""
    console = Console(width=110)
    folder = BENCH / "places"
    folder.mkdir(parents=True, exist_ok=True)
    small, imported_small, streets = _build(folder, BESIDE_ADDOK)
    asked = cases(streets, CASES_OF_A_KIND, UNSEEN)
    parvis = search_with_parvis(small, asked)
    addok = _addok(console, streets, asked)
    large, imported_large, many = _build(folder, LARGE)
    at_large = search_with_parvis(large, cases(many, CASES_OF_A_KIND, UNSEEN))
    console.print(_search_table({"Parvis, 141,000": parvis, "addok, 141,000": addok, "Parvis, 500,000": at_large}))
    console.print(_import_table([imported_small, imported_large]))
    console.print(f"Load of the machine: {load_average():.1f}; over 0.5 the times of the clock are too slow.")
    kept = {"parvis": asdict(parvis), "addok": addok and asdict(addok), "large": asdict(at_large)}
    imports = [asdict(imported_small), asdict(imported_large)]
    path = folder / f"{datetime.now(timezone.utc):%Y-%m-%dT%H-%M-%S}.json"
    path.write_text(json.dumps({"search": kept, "import": imports}, indent=1), encoding="utf-8")


def _addok(console: Console, streets: Sequence[Street], asked: Sequence[Case]) -> SearchFigures | None:
    try:
        return search_with_addok(streets, asked)
    except AddokMissing as missing:
        console.print(f"addok is not measured: {missing}.")
        return None


def _build(folder: Path, addresses: int) -> tuple[Path, ImportFigures, list[Street]]:
    """An index of so many addresses, imported by a program of its own for its peak memory."""
    file, index = folder / f"{addresses}.csv", folder / f"{addresses}.sqlite"
    streets = write_ban(file, addresses)
    index.unlink(missing_ok=True)
    command = [*PYTHON, "tests.bench.places.measure", str(file), str(index)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return index, ImportFigures(**json.loads(done.stdout)), streets


def _search_table(measured: dict[str, SearchFigures | None]) -> Table:
    table = Table(title="Places: right street first / another commune's street first", title_justify="left")
    table.add_column("")
    for name in measured:
        table.add_column(name, justify="right")
    shown = [figures for figures in measured.values() if figures]
    for kind in shown[0].kinds:
        table.add_row(kind, *(_kind(figures, kind) for figures in measured.values()))
    table.add_row("p50 / p95, ms of the clock", *(_times(figures) for figures in measured.values()))
    table.add_row("p50 / p95, ms of the processor", *(_processor(figures) for figures in measured.values()))
    return table


def _kind(figures: SearchFigures | None, kind: str) -> str:
    return f"{figures.kinds[kind].right:.3f} / {figures.kinds[kind].elsewhere:.3f}" if figures else "-"


def _times(figures: SearchFigures | None) -> str:
    return f"{figures.p50:.1f} / {figures.p95:.1f}" if figures else "-"


def _processor(figures: SearchFigures | None) -> str:
    return f"{figures.cpu_p50:.1f} / {figures.cpu_p95:.1f}" if figures and figures.cpu_p50 is not None else "-"


def _import_table(imports: Sequence[ImportFigures]) -> Table:
    table = Table(title="Import of addresses", title_justify="left")
    for name in ("rows", "rows/s, clock", "rows/s, processor", "peak memory, MB", "index, MB"):
        table.add_column(name, justify="right")
    for one in imports:
        speeds = f"{one.rows / one.seconds:,.0f}", f"{one.rows / one.cpu:,.0f}"
        table.add_row(f"{one.rows:,}", *speeds, f"{one.megabytes:.0f}", f"{one.index_megabytes:.0f}")
    return table


if __name__ == "__main__":
    main()
