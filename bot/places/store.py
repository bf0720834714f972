"""What searching needs of an index, whatever keeps it: SQLite beside the program, or PostgreSQL for many machines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Protocol


class Known(NamedTuple):
    """A name of the index with the street or place that bears it; coordinates in millionths."""

    name_id: int
    kind: str
    core: str
    entry: int
    entry_kind: str
    name: str
    old_city: str
    postcode: str
    address: str
    lat: int
    lon: int
    commune: int


class Number(NamedTuple):
    """A house number and where it stands, in millionths of a degree."""

    number: int
    suffix: str
    lat: int
    lon: int

    @property
    def text(self) -> str:
        return f"{self.number} {self.suffix}".strip()


class Spelling(NamedTuple):
    """A name as one string, and its kind and telling words apart."""

    name: int
    plain: str
    kind: str
    core: str


class CommuneRow(NamedTuple):
    """A commune, and the words of its name."""

    identity: int
    citycode: str
    name: str
    words: str


class Store(Protocol):
    """The questions that searching asks an index. A scope is a commune or a square of the map (see schema)."""

    def communes(self) -> Iterable[CommuneRow]: ...

    def postcodes(self) -> Iterable[tuple[str, int]]:
        """Postcodes with the communes that they serve."""

    def meanings(self, words: Collection[str]) -> list[str]:
        """The words that these stand for: themselves, or several written as one."""

    def alike(self, word: str) -> list[tuple[str, str]]:
        """Words about one typing error away, and those of the same sound, each with what it stands for."""

    def same_sound(self, words: Collection[str]) -> list[tuple[str, str]]:
        """Words that sound like one of these, each with what it stands for."""

    def beginning_with(self, letters: str) -> list[str]: ...

    def frequencies(self, words: Collection[str]) -> dict[str, int]:
        """How many names hold each word."""

    def names_sharing(self, words: Collection[str], scope: Collection[str], limit: int) -> list[tuple[int, str]]:
        """Names (identity, words) that hold one of the words, inside the scope when one is given."""

    def names_with_all(self, groups: Sequence[Sequence[str]], kinds: Collection[str], limit: int) -> list[Known]:
        """The names that hold one word of each group, and are of one of these kinds when any is given."""

    def named(self, names: Collection[int]) -> list[Known]:
        """The names with these identities."""

    def places_of_kind(self, kind: str) -> list[Known]:
        """All places whose name begins with this kind: every school, every park."""

    def entries_in(self, south: int, west: int, north: int, east: int) -> list[Known]:
        """Streets and places that touch a rectangle."""

    def numbers_near(self, entry: int, number: int) -> list[Number]:
        """The twelve numbers of a street next to this one, the nearest first."""

    def numbers_of(self, entry: int) -> list[Number]:
        """All numbers of a street in order."""

    def spellings(self, scope: str) -> list[Spelling]:
        """Every name inside a scope."""

    def close(self) -> None: ...
