"""What a message is made of, for the linear model: its words, its pairs of words, its pieces of words."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from nlu.spelling import fold, squeeze
from nlu.tokens import READ_CHARACTERS, tokenize

_SHORTEST, _LONGEST = 2, 5


Term = tuple[str, int, int]
"""What is counted, and the first and the last of the words that hold it."""


def words_of(text: str) -> list[str]:
    """The folded words, numbers as "0": a house number says nothing of what is asked."""
    folded = squeeze(fold(text[:READ_CHARACTERS]))
    return ["0" if token.text.isdigit() else token.text for token in tokenize(folded)]


def word_terms(words: Sequence[str]) -> Iterator[Term]:
    """Words and pairs of neighbours."""
    for place, word in enumerate(words):
        yield word, place, place
    for place, (left, right) in enumerate(pairwise(words)):
        yield f"{left} {right}", place, place + 1


def piece_terms(words: Sequence[str]) -> Iterator[Term]:
    """Pieces of two to five characters, the edges of words being characters."""
    for place, word in enumerate(words):
        for piece in _pieces(word):
            yield piece, place, place


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> list[str]:
    padded = f"<{word}>"
    sizes = range(_SHORTEST, _LONGEST + 1)
    return [padded[start : start + size] for size in sizes for start in range(len(padded) - size + 1)]
