"""The words of sheets and questions, brought to their French stems (Snowball)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from bot.knowledge.words import empty_words, fold

KEPT = frozenset(("demander", "mairie", "commune", "ville"))  # they tell something of a sheet
ELIDED = frozenset("acdjlmnsty")  # what is left of « d’ », « l’ », « y »; « permis B » keeps its letter
WHOLE = frozenset(
    (
        *("amiante", "armée", "café", "délit", "devis", "élève", "foyer", "franc", "garant", "loisir", "loyer"),
        *("majorité", "mer", "mère", "pays", "père", "taxi", "test", "testament", "visa"),
    )
)
"""What the stemmer takes for other words: « loyer » for « loi », « mère » for « mer », « garant » for « garer »."""
WORD = re.compile(r"[^\W_]+")

_stemmer = snowballstemmer.stemmer("french")


def forms(text: str) -> Iterator[str]:
    """The meaningful words as they are written, in lower case."""
    for word in WORD.findall(text.lower()):
        if _tells(word):
            yield word


def stems(text: str) -> list[str]:
    """The stems of the meaningful words, without accents, in order."""
    return [stem(word) for word in forms(text)]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """périmées, périmé -> perim; the accents must be there: see `Vocabulary` for words without them."""
    single = word if word in WHOLE else word.removesuffix("s")
    bare = single if single.endswith("u") else word  # the stemmer leaves the plural of « perdu »
    return fold(single if single in WHOLE else _stemmer.stemWord(bare)).replace(" ", "")


@lru_cache(maxsize=100_000)
def _tells(written: str) -> bool:
    word = fold(written)
    return word not in ELIDED if len(word) == 1 else bool(word) and (word in KEPT or word not in empty_words())
