"""One word of a text, and what it may mean."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.places.lexicon import DESCRIPTIONS, abbreviations, kinds

KILOMETRE = re.compile(r"pk\d+")


class Word(NamedTuple):
    """A word of the text: what it may mean, or the house number that it may be."""

    piece: int
    """Its place among all the pieces of the text, articles and signs included."""
    meanings: tuple[str, ...]
    kinds: frozenset[str] = frozenset()
    number: int | None = None
    suffix: str = ""
    is_noise: bool = False
    after_break: bool = False
    after_sign: bool = False
    is_misspelt_kind: bool = False
    is_led: bool = True
    """At the beginning, or after a word such as « devant » or « la »."""
    led_by: str = ""
    """The single letter of an article just before, which may be somebody's initial: « L. Michel »."""
    may_be_article: bool = False
    """« ed », « dr », « lla » for « de », « la »."""

    @property
    def main(self) -> str:
        """The word in full when it is a known short form."""
        return main_meaning(self.meanings[0])

    @property
    def opens_a_street(self) -> bool:
        return any(kinds()[kind] == "street" for kind in self.kinds) and not self.is_misspelt_kind

    @property
    def only_describes(self) -> bool:
        return self.meanings[0] in DESCRIPTIONS

    def without_kind(self) -> Word:
        """The same word, which only looked like a kind."""
        return self._replace(kinds=frozenset(), is_misspelt_kind=False)

    @property
    def says_something(self) -> bool:
        """Whether it could be part of a name: no number, kind, everyday word, initial or kilometre point."""
        if self.number is not None or self.is_noise or self.kinds:
            return False
        return len(self.meanings[0]) > 1 and not KILOMETRE.fullmatch(self.meanings[0])


def main_meaning(piece: str) -> str:
    """« av » is « avenue »."""
    return abbreviations().get(piece, (piece,))[0]
