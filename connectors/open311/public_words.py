"""What of somebody's words may be published.

What is told to the assistant is told to the town alone: it never leaves by this door. What a program
posts here is known to be public, and even so e-mail addresses and telephone numbers are taken out.
"""

from __future__ import annotations

import re

WITHHELD = "[…]"
_EMAIL = re.compile(r"[^\s@<>()\[\],;:]{1,64}\s?@\s?[^\s@<>()\[\],;:]{1,190}\.[A-Za-z]{2,24}")
# Eight figures or more, however they are grouped: too much is withheld rather than too little.
_FIGURES = re.compile(r"\+?\d(?:[ \u00a0\u202f.()/_-]{0,3}\d){7,}")


def published(words: str) -> str | None:
    """The words without the e-mail addresses and long numbers in them; None when none are left."""
    return _FIGURES.sub(WITHHELD, _EMAIL.sub(WITHHELD, words)) or None
