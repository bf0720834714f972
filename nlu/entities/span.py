"""A piece of a text and what it is."""

from typing import NamedTuple


class Span(NamedTuple):
    type: str
    start: int
    end: int
    role: str | None = None

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end
