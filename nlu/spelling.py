"""One spelling for what people write in many: case, accents, apostrophes and ligatures are folded away."""

import re
import unicodedata

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "´": "'", "œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
_ACCENT = re.compile("[\u0300-\u036f]")  # what NFKD takes off a letter
_REPEATED = re.compile(r"(.)\1{2,}")


def fold(text: str) -> str:
    """The text in lower case, without accents; its length may change."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    return _ACCENT.sub("", decomposed).lower()


def squeeze(text: str) -> str:
    """Letters repeated for emphasis kept twice: "troooop" becomes "troop"."""
    return _REPEATED.sub(r"\1\1", text)
