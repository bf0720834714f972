"""Measure the search of official sheets: `python -m tests.bench.sheets SHEETS QUESTIONS`.

SHEETS is what `parvis knowledge import` takes; QUESTIONS a text with one « code, tabulation, question » a line.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import typer

from bot.knowledge.sheets import SheetIndex, import_sheets
from bot.knowledge.sheets.answering import ask


def main(sheets: Path, questions: Path) -> None:
    """Print the part of the questions whose sheet comes first, or among the first five, and the time of an answer."""
    asked = [line.split("\t", 1) for line in questions.read_text(encoding="utf-8").splitlines() if "\t" in line]
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        summary = import_sheets(sheets, Path(folder) / "sheets.sqlite")
        print(f"import: {summary.sheets} sheets, {time.process_time() - start:.1f} s of CPU")
        index = SheetIndex.open(Path(folder) / "sheets.sqlite")
        ranks, walls, cpus = zip(*(_answered(index, code, question) for code, question in asked), strict=True)
    for most in (1, 5):
        print(f"recall@{most}: {sum(rank <= most for rank in ranks) / len(ranks):.3f} of {len(ranks)} questions")
    for name, times in (("wall", walls), ("CPU", cpus)):
        centiles = statistics.quantiles(times, n=20)
        print(f"{name}: p50 {centiles[9]:.1f} ms, p95 {centiles[18]:.1f} ms")


def _answered(index: SheetIndex, code: str, question: str) -> tuple[int, float, float]:
    """The rank of the sheet expected (from 1, far when absent), then milliseconds of wall clock and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    codes = [found.sheet.code for found in ask(index, question).candidates]
    times = (1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu))
    return (codes.index(code) + 1 if code in codes else 1000, *times)


if __name__ == "__main__":
    typer.run(main)
