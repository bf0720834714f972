from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.clock import Clock, MovableClock, SystemClock
from bot.errors import ParvisError

START = datetime(2026, 11, 24, 10, 15, tzinfo=timezone(timedelta(hours=1)))


def test_a_movable_clock_stands_still_until_it_is_advanced() -> None:
    clock: Clock = MovableClock(START)
    assert clock.now() == clock.now() == START and clock.now().tzinfo is timezone.utc


def test_a_movable_clock_advances_by_what_it_is_told() -> None:
    clock = MovableClock(START)
    clock.advance(timedelta(days=3))
    assert clock.now() - START == timedelta(days=3)


def test_a_clock_never_goes_back() -> None:
    with pytest.raises(ValueError, match="forward"):
        MovableClock(START).advance(timedelta(seconds=-1))


def test_a_clock_refuses_a_start_without_time_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        MovableClock(datetime(2026, 11, 24, 10, 15))


def test_the_system_clock_gives_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_an_error_is_a_sentence_with_a_code() -> None:
    assert (str(ParvisError("C’est impossible.")), ParvisError.code) == ("C’est impossible.", "parvis")
