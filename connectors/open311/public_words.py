"""What of somebody's words may be published.

What is told to the assistant is told to the town alone: it never leaves by this door. What a program
posts here is known to be public, and even so telephone numbers and e-mail addresses are taken out.
"""

from __future__ import annotations

import re

import phonenumbers

WITHHELD = "[…]"
_EMAIL = re.compile(r"[^\s@<>()\[\],;:]{1,64}\s?@\s?[^\s@<>()\[\],;:]{1,190}\.[A-Za-z]{2,24}")
# Ten figures in French pairs, that the library does not take for a number when they are not in service.
_FIGURES = re.compile(r"(?<!\d)(?:\+?33[ .-]?|0)\d(?:[ .-]?\d\d){4}(?!\d)")


def published(words: str) -> str | None:
    """The words without the e-mail addresses and telephone numbers in them; None when none are left."""
    text = _EMAIL.sub(WITHHELD, words)
    for found in list(phonenumbers.PhoneNumberMatcher(text, "FR", leniency=phonenumbers.Leniency.POSSIBLE))[::-1]:
        if len(found.raw_string) > 7:
            text = text[: found.start] + WITHHELD + text[found.end :]
    return _FIGURES.sub(WITHHELD, text) or None
