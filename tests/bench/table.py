"""The figures as tables for a reader and as JSON for a program."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from nlu.training import fingerprint
from tests.bench.load import Load
from tests.bench.parsing import REPLY_SECONDS
from tests.bench.systems import Measured
from tests.bench.targets import Verdict
from tests.bench.training import Training
from tests.bench.workplace import BENCH

NOT_MEASURED = "-"


@dataclass(frozen=True)
class Figures:
    """Everything one run measured. `load` is the machine's before each part."""

    parvis: Measured
    parvis_training: Training
    in_process: list[Load]
    stock: Measured | None
    stock_training: Training | None
    load: Mapping[str, float]


def show(figures: Figures, verdicts: Mapping[str, Verdict]) -> None:
    """Print the figures, then the targets."""
    console = Console(width=110)
    console.print(_figures(figures))
    console.print(_targets(verdicts))
    for remark in _remarks(figures):
        console.print(remark)


def keep(figures: Figures, verdicts: Mapping[str, Verdict]) -> Path:
    """Write the figures under var/bench/; the path of the file."""
    now = datetime.now(timezone.utc)
    path = BENCH / f"{now:%Y-%m-%dT%H-%M-%S}.json"
    machine = {"processors": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    kept = {
        "at": now.isoformat(timespec="seconds"),
        "machine": machine,
        "data": fingerprint(),
        **asdict(figures),
        "targets": {name: asdict(verdict) for name, verdict in verdicts.items()},
    }
    path.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return path


def _figures(figures: Figures) -> Table:
    parvis, stock = figures.parvis, figures.stock
    table = Table(title="Parvis beside the stock Rasa server", title_justify="left")
    for name in ("", "Parvis, HTTP", "Parvis, in process", "stock, REST"):
        table.add_column(name, justify="right" if name else "left")
    table.add_row("training, s", _seconds(figures.parvis_training.seconds), "", _stock_training(figures))
    table.add_row("start to first answer, s", *_pair(parvis, stock, lambda it: _seconds(it.start_seconds)))
    table.add_row("memory of all processes, MB", *_pair(parvis, stock, lambda it: f"{it.megabytes:.0f}"))
    for index, load in enumerate(parvis.loads):
        _add_load(table, [load, figures.in_process[index], stock.loads[index] if stock else None])
    table.add_section()
    for kind in parvis.parsing:
        table.add_row(f"understanding, {kind}: p50 / p95, ms", *_pair(parvis, stock, partial(_parsing, kind)))
    return table


def _pair(parvis: Measured, stock: Measured | None, written: Callable[[Measured], str]) -> tuple[str, str, str]:
    return written(parvis), "", written(stock) if stock else NOT_MEASURED


def _stock_training(figures: Figures) -> str:
    training = figures.stock_training
    if training is None:
        return NOT_MEASURED
    return f"{_seconds(training.seconds)} ({training.epochs} of {training.all_epochs} epochs)"


def _add_load(table: Table, loads: Sequence[Load | None]) -> None:
    at_once = next(load.conversations for load in loads if load)
    table.add_section()
    rows: dict[str, Callable[[Load], str]] = {
        "turn p50 / p95, ms": lambda load: f"{load.p50:.1f} / {load.p95:.1f}",
        "turns per second": lambda load: f"{load.turns_per_second:.1f}",
        "answers lost / wrong": lambda load: f"{load.lost} / {load.wrong}",
    }
    for name, written in rows.items():
        table.add_row(f"{at_once} at once: {name}", *(written(load) if load else NOT_MEASURED for load in loads))


def _parsing(kind: str, measured: Measured) -> str:
    parsing = measured.parsing[kind]
    if parsing.p50 is None or parsing.p95 is None:
        return f"no answer in {REPLY_SECONDS:.0f} s"
    return f"{parsing.p50:.1f} / {parsing.p95:.1f}"


def _targets(verdicts: Mapping[str, Verdict]) -> Table:
    table = Table(title="Targets", title_justify="left")
    for name in ("", "target", "measured", ""):
        table.add_column(name)
    for name, verdict in verdicts.items():
        mark = "[green]OK[/green]" if verdict.is_reached else "[red]NOT REACHED[/red]"
        table.add_row(name, verdict.target, verdict.measured, mark)
    return table


def _remarks(figures: Figures) -> list[str]:
    """What the reader must know to judge the figures."""
    busy = max(figures.load.values())
    remarks = [f"Load of the machine before each part: {busy:.1f} at most; over 0.5 the figures are too slow."]
    stock = figures.stock_training
    if stock and stock.epochs < stock.all_epochs:
        whole = stock.seconds * stock.all_epochs / stock.epochs
        remarks.append(
            f"Stock training was cut to {stock.epochs} of the recipe's {stock.all_epochs} epochs of DIET; "
            f"all of them would take about {whole / 60:.0f} minutes (an estimate)."
        )
    return remarks


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}"
