"""`make bench`: measure Parvis, then the stock Rasa server, never both at once; print tables, keep JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Optional, TypeVar

import typer

from nlu.progress import report
from tests.bench.program import ProgramFailed
from tests.bench.systems import Measured, measure_in_process, measure_parvis, measure_stock
from tests.bench.table import Figures, keep, show
from tests.bench.targets import verdicts
from tests.bench.training import Training, load_average, train_parvis, train_stock

Part = TypeVar("Part")

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@dataclass
class Bench:
    """One run. `loads` keeps how busy the machine was before each part."""

    repeats: int
    retrain: bool
    stock_epochs: int | None
    loads: dict[str, float] = field(default_factory=dict)

    def measure(self, with_stock: bool) -> Figures:
        """Every part, one after another."""
        training = self._part("training of Parvis", lambda: train_parvis(self.retrain))
        parvis = self._part("Parvis through HTTP", lambda: asyncio.run(measure_parvis(self.repeats)))
        in_process = self._part("Parvis in process", lambda: measure_in_process(self.repeats))
        stock, stock_training = self._stock() if with_stock else (None, None)
        return Figures(parvis, training, in_process, stock, stock_training, self.loads)

    def _stock(self) -> tuple[Measured, Training]:
        model, training = self._part(
            "training of stock (long, once for the same data)", lambda: train_stock(self.retrain, self.stock_epochs)
        )
        measured = self._part("stock through REST", lambda: asyncio.run(measure_stock(model, self.repeats)))
        return measured, training

    def _part(self, name: str, work: Callable[[], Part]) -> Part:
        self.loads[name] = load_average()
        report(f"{name}… (load of the machine: {self.loads[name]:.1f})")
        return work()


@app.command()
def bench(
    quick: bool = typer.Option(False, "--quick", help="Parvis alone, each load once."),
    repeats: int = typer.Option(3, min=1, help="Times each load is measured; the best is kept."),
    retrain: bool = typer.Option(False, "--retrain", help="Train again what was timed on the same data."),
    stock_epochs: Optional[int] = typer.Option(None, min=1, help="Epochs of stock's DIET."),  # noqa: UP045
) -> None:
    """Measure, print, and keep the figures under var/bench/."""
    try:
        figures = Bench(1 if quick else repeats, retrain, stock_epochs).measure(with_stock=not quick)
    except ProgramFailed as failure:
        report(str(failure))
        raise typer.Exit(1) from failure
    reached = verdicts(figures.parvis, figures.parvis_training, figures.stock, figures.in_process)
    show(figures, reached)
    report(f"Figures kept in {keep(figures, reached)}")


if __name__ == "__main__":
    app()
