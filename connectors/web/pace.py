"""The pace at which one visitor may send: a burst is fine, a flood is not."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

MOST_REMEMBERED = 10_000


class Pace:
    """`burst` things at once, then one every `seconds`, for each sender.

    The generic cell rate algorithm: one moment remembered for each sender. It lives in the process;
    several processes together allow as many times the pace.
    """

    def __init__(self, burst: int, seconds: float) -> None:
        self._seconds = seconds
        self._tolerance = (burst - 1) * seconds
        self._next: dict[str, float] = {}

    def wait(self, sender: str, now: datetime) -> float:
        """Seconds that the sender must wait; 0 when the thing may pass, which is then counted."""
        moment = now.timestamp()
        due = max(self._next.get(sender, 0.0), moment)
        if due - moment > self._tolerance:
            return due - moment - self._tolerance
        self._forget(moment)
        self._next[sender] = due + self._seconds
        return 0.0

    def _forget(self, moment: float) -> None:
        """Drop the senders that are owed nothing, now and then."""
        if len(self._next) >= MOST_REMEMBERED:
            self._next = {sender: due for sender, due in self._next.items() if due > moment}


MESSAGES = web.AppKey("messages_pace", Pace)
PHOTOS = web.AppKey("photos_pace", Pace)
PAGES = web.AppKey("pages_pace", Pace)
