"""How the two sides of a cut are worded: what opens the second one tells much of whether it asks something new."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("cues.yml")
_POINTS = frozenset(",.;:!?-+")


def cues(left: Sequence[str], right: Sequence[str]) -> list[bool]:
    """Of two runs of folded words: joined or not, then what comes after the joining words, then the question marks."""
    known = _openings()
    joining, asking = known["ajoutent"], known["interrogent"]
    opening = list(right[:6])
    while opening and opening[0] in joining | _POINTS:
        opening.pop(0)
    first = opening[0] if opening else ""
    return [
        not joining.isdisjoint(right[:2]),
        not known["et"].isdisjoint(right[:1]),
        first in known["poursuivent"],
        first in known["nomment"],
        first in asking,
        not asking.isdisjoint(opening[:4]),
        "?" in left[-3:],
        "?" in left,
        "?" in right,
    ]


@cache
def _openings() -> dict[str, frozenset[str]]:
    written = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {kind: frozenset(words.split()) for kind, words in written.items()}
