"""Where a message may hold two requests: the ends of sentences, the commas, the words that add and those that open."""

import re
from typing import NamedTuple

_CUT = re.compile(
    r"(?P<sentence>(?:[.!?…]+(?=\s|$)|\n|;)\s*)"
    r"|(?P<adding>[\s,]+(?:et |puis |pis )?(?:par ailleurs|en plus|en \+|d['’]ailleurs|aussi|au passage|sinon"
    r"|autre chose|autrement|également|egalement|au fait|deuxièmement|2e chose|et puis|en outre|de plus"
    r"|en même temps|ps ?:|profite|j['’]en profite|je profite|je saisis|tant que|ensuite"
    r"|autre (?:chose|point|sujet|souci)|deuxième|troisième(?:ment)?|d['’]autre part|en revanche|par contre|du coup)\b)"
    r"|(?P<joining>[\s,]+(?:et|é|pis|puis|plus|\+)\s+|\s[-–—+/]\s)"
    r"|(?P<comma>(?:,|:|\(|\bvirgule\b)\s*)"
    r"|(?P<opening>\s+(?=(?:l['’]|les?|la|une?|des|mon|ma|mes|deux|trois|c['’ ]?est|ya|y a|il y a|il|on|j[e'’]|jai|vous"
    r"|mais|alors|comment|combien|quand|quel(?:le)?s?|quelqu['’]un|pour|si|pas|au|place|rue|dont|[çc]a|qui)\b))",
    re.IGNORECASE,
)
_LEAST_WORDS = 2
_MOST_CUTS = 40
"""A bound on the cost of a hostile message; no message that people write holds as many."""


class Cut(NamedTuple):
    """Left of `end` is one part, right of `start` the other; what stands between belongs to nobody."""

    end: int
    start: int
    kind: str


def cuts(text: str) -> list[Cut]:
    """The places with at least two words on each side."""
    found = []
    for match in _CUT.finditer(text):
        kind = str(match.lastgroup)
        start = match.start() if kind == "adding" else match.end()
        if _words(text[: match.start()]) >= _LEAST_WORDS and _words(text[start:]) >= _LEAST_WORDS:
            found.append(Cut(match.start(), start, kind))
    return found[:_MOST_CUTS]


def _words(text: str) -> int:
    return len(re.findall(r"\w+", text))
