"""What a message is made of, for the linear model: its words, its pairs of words, its pieces of words."""

from collections.abc import Iterator
from itertools import pairwise

from nlu.spelling import fold, squeeze
from nlu.tokens import READ_CHARACTERS, tokenize

_SHORTEST, _LONGEST = 2, 5


def words_of(text: str) -> list[str]:
    """The folded words, numbers as "0": a house number says nothing of what is asked."""
    folded = squeeze(fold(text[:READ_CHARACTERS]))
    return ["0" if token.text.isdigit() else token.text for token in tokenize(folded)]


def word_terms(words: list[str]) -> Iterator[str]:
    """Words and pairs of neighbours."""
    yield from words
    for left, right in pairwise(words):
        yield f"{left} {right}"


def piece_terms(words: list[str]) -> Iterator[str]:
    """Pieces of two to five characters, the edges of words being characters."""
    for word in words:
        padded = f"<{word}>"
        for size in range(_SHORTEST, _LONGEST + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]
