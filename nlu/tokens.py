"""Words as the models see them: pieces of the text with their place in it."""

import re
from typing import NamedTuple

# An elided article or pronoun is a word of its own, letters and digits are parted ("12bis", "9h30"),
# and every other visible character stands alone: no span of an annotated entity cuts a word then.
_WORD = re.compile(
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu|presqu|aujourd)['’ʼ`](?=[^\W\d_])"
    r"|[^\W\d_]+|\d+|[^\w\s]|_",
    re.IGNORECASE,
)

READ_CHARACTERS = 1_000
"""How much of a message is read: enough for any story, and a bound on the cost of a hostile one."""


class Token(NamedTuple):
    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    found = _WORD.finditer(text, 0, READ_CHARACTERS)
    return [Token(match.group(), match.start(), match.end()) for match in found]
