"""The words of places and times that help to find entities, from a file that a trainer can edit."""

from functools import cache
from pathlib import Path

import yaml

from nlu.spelling import fold

_FILE = Path(__file__).with_name("lexicon.yml")


@cache
def word_kinds() -> dict[str, tuple[str, ...]]:
    """The kinds of each word: "place" may name a street and say where something is."""
    kinds: dict[str, tuple[str, ...]] = {}
    for kind, words in yaml.safe_load(_FILE.read_text(encoding="utf-8")).items():
        for word in words:
            kinds[fold(str(word))] = (*kinds.get(fold(str(word)), ()), kind)
    return kinds
