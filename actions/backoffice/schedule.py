"""When a delivery that did not arrive is tried again, and for how long its destination is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

# The waits of the Standard Webhooks specification: ten tries over three days.
SCHEDULE = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
JITTER = 0.1
# What was under way over there when the call broke off is finished by then, and can be looked up.
UNCERTAIN_WAIT = timedelta(minutes=1)
FAILURES_IN_A_ROW = 5
PAUSE = timedelta(minutes=1)


def next_try(attempts: int, now: datetime, chance: Random, at_least: timedelta = timedelta(0)) -> datetime | None:
    """The moment of the next try after so many, None when there is none left."""
    if attempts > len(SCHEDULE):
        return None
    return now + max(SCHEDULE[attempts - 1] * (1 + chance.uniform(0, JITTER)), at_least)


@dataclass
class Breaker:
    """Leaves a destination alone for a while when it fails again and again, or asks for it.

    Its deliveries wait meanwhile without losing tries; then one goes first, to see.
    """

    failures: int = 0
    closed_until: datetime | None = None

    def allowed(self, most: int, now: datetime) -> int:
        """How many deliveries may be tried now, of `most`."""
        if self.closed_until is not None and now < self.closed_until:
            return 0
        return 1 if self.failures >= FAILURES_IN_A_ROW else most

    def note_success(self) -> None:
        """The destination answers."""
        self.failures, self.closed_until = 0, None

    def note_failure(self, now: datetime, retry_after: timedelta | None = None) -> None:
        """The destination does not answer, or asks to be left alone for a time."""
        self.failures += 1
        pause = retry_after or (PAUSE if self.failures >= FAILURES_IN_A_ROW else None)
        if pause is not None:
            self.closed_until = max(now + pause, self.closed_until or now)
