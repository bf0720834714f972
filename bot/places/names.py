"""An official name taken apart: of what kind the place is, and the words that tell it from others."""

from __future__ import annotations

from dataclasses import dataclass

from bot.places.lexicon import ARTICLES, kinds, letters
from bot.places.numerals import in_letters
from bot.places.tokens import ORDINAL_SIGN, canonical, first_meaning, prepared, split


@dataclass(frozen=True)
class Name:
    """`kind` is « rue », « ecole »... or empty; `core` is never empty; `plain` is all of it in one string."""

    kind: str
    core: tuple[str, ...]
    plain: str

    @property
    def words(self) -> tuple[str, ...]:
        return (self.kind, *self.core) if self.kind else self.core


def spelt_out(word: str) -> str:
    """All the letters of a word that stands for several or for a number: « zi » as « zoneindustrielle »."""
    return letters().get(word) or in_letters(word)


def read_name(text: str) -> Name:
    """« Rue du Général-de-Gaulle » is a « rue » whose core is « general gaulle »."""
    pieces = [piece.removesuffix(ORDINAL_SIGN) for piece in split(prepared(text)) if piece[0].isalnum()]
    words = [first_meaning(word) for word in canonical(pieces)]
    words = " ".join(words).split()
    core = [word for word in words if word not in ARTICLES] or words or ["?"]
    plain = "".join(map(spelt_out, words))
    if len(core) > 1 and core[0] in kinds():
        return Name(core[0], tuple(core[1:]), plain)
    return Name("", tuple(core), plain)
