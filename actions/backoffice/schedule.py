"""When a delivery that did not arrive is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

# The waits of the Standard Webhooks specification: ten tries over three days.
SCHEDULE = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
JITTER = 0.1
# What was under way over there when the call broke off is finished by then, and can be looked up.
UNCERTAIN_WAIT = timedelta(minutes=1)


def next_try(attempts: int, now: datetime, chance: Random, at_least: timedelta = timedelta(0)) -> datetime | None:
    """The moment of the next try after so many, None when there is none left."""
    if attempts > len(SCHEDULE):
        return None
    return now + max(SCHEDULE[attempts - 1] * (1 + chance.uniform(0, JITTER)), at_least)
