"""What one search engine answered on the cases, in figures."""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.places import PlaceIndex, import_addresses
from bot.territory.position import Position
from tests.bench.places.cases import Case, by_kind

Answer = tuple[str, str]
"""Street and citycode of the first candidate; empty when nothing was found."""


@dataclass(frozen=True)
class KindFigures:
    """Shares of the cases of one kind: the right street first, a street of another commune first, no answer."""

    cases: int
    right: float
    elsewhere: float
    nothing: float


@dataclass(frozen=True)
class SearchFigures:
    """Milliseconds of the clock, and of the processor where they can be known."""

    kinds: dict[str, KindFigures]
    p50: float
    p95: float
    cpu_p50: float | None = None
    cpu_p95: float | None = None

    @property
    def elsewhere(self) -> float:
        total = sum(kind.cases for kind in self.kinds.values())
        return sum(kind.elsewhere * kind.cases for kind in self.kinds.values()) / total


@dataclass(frozen=True)
class ImportFigures:
    """An import in a process of its own: rows, seconds of clock and processor, peak memory, size of the index."""

    rows: int
    seconds: float
    cpu: float
    megabytes: float
    index_megabytes: float


def figures(cases: Sequence[Case], answers: Sequence[Answer], seconds: Sequence[float]) -> SearchFigures:
    """The figures of answers in the order of the cases."""
    kinds = {
        kind: _of_kind([cases[at] for at in places], [answers[at] for at in places]) for kind, places in by_kind(cases)
    }
    return SearchFigures(kinds, _percentile(seconds, 50), _percentile(seconds, 95))


def _percentile(seconds: Sequence[float], percent: int) -> float:
    """Milliseconds."""
    return statistics.quantiles(seconds, n=100)[percent - 1] * 1000


def search_with_parvis(index: Path, cases: Sequence[Case]) -> SearchFigures:
    """Each case once, in the order given, with what the process remembers from the cases before."""
    places = PlaceIndex.open(index)
    answers, seconds, busy = [], [], []
    for case in cases:
        start, cpu = time.perf_counter(), time.thread_time()
        answers.append(_first(places, case))
        busy.append(time.thread_time() - cpu)
        seconds.append(time.perf_counter() - start)
    return replace(figures(cases, answers, seconds), cpu_p50=_percentile(busy, 50), cpu_p95=_percentile(busy, 95))


def _first(places: PlaceIndex, case: Case) -> Answer:
    near = Position(case.lat, case.lon) if case.lat is not None and case.lon is not None else None
    found = places.search(case.q, near)
    return (found[0].street, found[0].citycode) if found else ("", "")


def _of_kind(cases: Sequence[Case], answers: Sequence[Answer]) -> KindFigures:
    right = sum(answer == (case.street, case.citycode) for case, answer in zip(cases, answers, strict=True))
    elsewhere = sum(answer[1] not in ("", case.citycode) for case, answer in zip(cases, answers, strict=True))
    nothing = sum(answer[1] == "" for answer in answers)
    return KindFigures(len(cases), right / len(cases), elsewhere / len(cases), nothing / len(cases))


def _peak_megabytes() -> float:
    """Of this program alone: getrusage would count what its parent held before it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else float("nan")


def main(file: str, index: str) -> None:
    """Imports one file and prints the figures as JSON: run as a program of its own, for its peak memory."""
    start, cpu = time.perf_counter(), time.process_time()
    summary = import_addresses([Path(file)], Path(index))
    measured = {
        "rows": summary.rows,
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "megabytes": _peak_megabytes(),
        "index_megabytes": Path(index).stat().st_size / 1e6,
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main(*sys.argv[1:])
