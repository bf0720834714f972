"""The map of Belrive: a jittered grid of corners, cut into streets that really cross.

Everything is in metres east and north of the town's centre.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from bot.places.demo.names import AXES, DISTRICT_NAMES, IMPASSES, OUTER

Point = tuple[float, float]
Corner = tuple[int, int]

_LAST = 16
_STEP_EAST, _STEP_NORTH = 150, 140
_JITTER = 22
_RIVER_ROWS = (3, 4)
_BRIDGES = (3, 8, 13)


@dataclass(frozen=True)
class Street:
    """A named line on the ground."""

    name: str
    line: tuple[Point, ...]


class Plan:
    """The corners of the grid and the pieces between them that no street has taken yet."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._corners = {
            (column, row): self._place(column, row) for column in range(_LAST + 1) for row in range(_LAST + 1)
        }
        self._taken: set[frozenset[Corner]] = set()

    def streets(self) -> list[Street]:
        """All streets of the town; the same list for the same seed."""
        axes = [Street(name, self._axis(corners)) for name, corners in AXES.items()]
        outer = [Street(name, tuple(points)) for name, points in OUTER.items()]
        return axes + outer + self._district_streets() + self._impasses()

    def _place(self, column: int, row: int) -> Point:
        shift_east = self._random.uniform(-_JITTER, _JITTER)
        shift_north = self._random.uniform(-_JITTER, _JITTER)
        middle = _LAST // 2
        return (
            (column - middle) * _STEP_EAST + shift_east,
            (row - middle) * _STEP_NORTH + shift_north,
        )

    def _axis(self, corners: list[Corner]) -> tuple[Point, ...]:
        return self._take(list(_walk(corners)))

    def _take(self, path: list[Corner]) -> tuple[Point, ...]:
        self._taken.update(frozenset(piece) for piece in pairwise(path))
        return tuple(self._corners[corner] for corner in path)

    def _district_streets(self) -> list[Street]:
        names = {code: self._shuffled(pool) for code, pool in DISTRICT_NAMES.items()}
        streets = []
        for path in self._leftovers():
            pool = names[_district(path[len(path) // 2])]
            if pool:
                streets.append(Street(pool.pop(), self._take(path)))
        return streets

    def _leftovers(self) -> list[list[Corner]]:
        """Paths of one to three free pieces, the longest first: names run out on short ones."""
        paths = [path for line in _grid_lines() for path in self._cut(line)]
        self._random.shuffle(paths)
        return sorted(paths, key=len, reverse=True)

    def _cut(self, line: list[Corner]) -> Iterator[list[Corner]]:
        path: list[Corner] = [line[0]]
        wanted = self._random.randint(1, 3)
        for piece in pairwise(line):
            if self._is_free(piece):
                path.append(piece[1])
            if len(path) > wanted or not self._is_free(piece):
                yield from [path] if len(path) > 1 else []
                path, wanted = [piece[1]], self._random.randint(1, 3)
        yield from [path] if len(path) > 1 else []

    def _is_free(self, piece: tuple[Corner, Corner]) -> bool:
        return frozenset(piece) not in self._taken and not _crosses_river(piece)

    def _impasses(self) -> list[Street]:
        """Short dead ends from a street into its block, never two in one block."""
        corners = [(column, row) for column in range(_LAST) for row in range(5, _LAST)]
        blocks = [block for block in corners if self._opens_on_a_street(block)]
        chosen = self._random.sample(blocks, len(IMPASSES))
        return [Street(name, self._dead_end(block)) for name, block in zip(IMPASSES, chosen, strict=True)]

    def _opens_on_a_street(self, block: Corner) -> bool:
        column, row = block
        return frozenset((block, (column + 1, row))) in self._taken

    def _dead_end(self, block: Corner) -> tuple[Point, ...]:
        column, row = block
        west, east = self._corners[block], self._corners[column + 1, row]
        mouth = ((west[0] + east[0]) / 2, (west[1] + east[1]) / 2)
        depth = self._random.uniform(60, 90)
        return mouth, (mouth[0] + self._random.uniform(-15, 15), mouth[1] + depth)

    def _shuffled(self, names: tuple[str, ...]) -> list[str]:
        return self._random.sample(names, len(names))


def _walk(corners: list[Corner]) -> Iterator[Corner]:
    yield corners[0]
    for (column, row), (to_column, to_row) in pairwise(corners):
        while (column, row) != (to_column, to_row):
            column += _sign(to_column - column)
            row += _sign(to_row - row)
            yield column, row


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _grid_lines() -> Iterator[list[Corner]]:
    along = range(_LAST + 1)
    for row in along:
        yield [(column, row) for column in along]
    for column in along:
        yield [(column, row) for row in along]


def _crosses_river(piece: tuple[Corner, Corner]) -> bool:
    (column, row), (_, to_row) = piece
    return (row, to_row) == _RIVER_ROWS and column not in _BRIDGES


def _district(corner: Corner) -> str:
    column, row = corner
    if row <= _RIVER_ROWS[0]:
        return "plaine"
    if row >= 12:
        return "hauts"
    if column <= 4:
        return "moulin"
    if row <= 5:
        return "port"
    return "centre" if column <= 11 else "gare"
