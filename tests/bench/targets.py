"""What the figures must reach, and whether they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.load import Load
from tests.bench.systems import Measured
from tests.bench.training import Training

TURN_SHARE = 10
TURNS_RATIO = 12
TRAINING_SECONDS = 120.0
START_SECONDS = 25.0
CROWD = 64


@dataclass(frozen=True)
class Verdict:
    """A target beside what was measured."""

    target: str
    measured: str
    is_reached: bool


def verdicts(
    parvis: Measured, training: Training, stock: Measured | None, in_process: Sequence[Load]
) -> dict[str, Verdict]:
    """The targets by name; those beside stock only when stock was measured."""
    beside = _beside(parvis.loads, stock.loads) if stock else {}
    return {
        **beside,
        "answers lost or wrong, 64 at once": _no_loss([*parvis.loads, *in_process]),
        "training": _at_most(training.seconds, TRAINING_SECONDS),
        "start to first answer": _at_most(parvis.start_seconds, START_SECONDS),
    }


def _beside(parvis: Sequence[Load], stock: Sequence[Load]) -> dict[str, Verdict]:
    found = {"turn p50, 1 at a time": _shorter(parvis[0], stock[0])}
    for ours, theirs in zip(parvis, stock, strict=True):
        found[f"turns per second, {ours.conversations} at once"] = _quicker(ours, theirs)
    return found


def _shorter(ours: Load, theirs: Load) -> Verdict:
    share = theirs.p50 / ours.p50
    return Verdict(f"at most 1/{TURN_SHARE} of stock", f"1/{share:.1f}", share >= TURN_SHARE)


def _quicker(ours: Load, theirs: Load) -> Verdict:
    ratio = ours.turns_per_second / theirs.turns_per_second
    return Verdict(f"at least {TURNS_RATIO} x stock", f"{ratio:.1f} x", ratio >= TURNS_RATIO)


def _no_loss(loads: Sequence[Load]) -> Verdict:
    bad = sum(load.lost + load.wrong for load in loads if load.conversations == CROWD)
    return Verdict("none", str(bad), bad == 0)


def _at_most(seconds: float, most: float) -> Verdict:
    return Verdict(f"under {most:.0f} s", f"{seconds:.1f} s", seconds < most)
