"""Entities whose form says what they are: e-mails, telephone numbers, references of requests."""

import re
from collections.abc import Iterator

import phonenumbers

from nlu.entities.span import Span

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
# Letters, then groups of letters and digits: "PV-2026-00314", "bl-7k2m", "ENC 2025 318". A road is none ("RD-214").
_REFERENCE = re.compile(
    r"(?<![\w-])(?!(?:rd|rn|cd|vc|cr|za|n°)\b)"
    r"(?:[a-z]{2,4}-(?=[a-z0-9-]*\d)[a-z0-9]{2,8}(?:-[a-z0-9]{1,8}){0,4}|[a-z]{2,3} ?-? ?20\d\d ?-? ?\d{3,6})(?![\w-])",
    re.IGNORECASE,
)
_NATIONAL_DIGITS, _SHORTEST_INTERNATIONAL = 10, 9


def spelled_entities(text: str) -> list[Span]:
    """None overlapping another: an e-mail wins over a reference, a reference over a telephone number."""
    found: list[Span] = []
    for span in (*_matches("email", _EMAIL, text), *_matches("reference", _REFERENCE, text), *_telephones(text)):
        if not any(span.overlaps(other) for other in found):
            found.append(span)
    return found


def _matches(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (Span(kind, *match.span()) for match in pattern.finditer(text))


def _telephones(text: str) -> Iterator[Span]:
    if sum(char.isdigit() for char in text) < _SHORTEST_INTERNATIONAL:
        return  # the matcher is by far the slowest of the three
    for match in phonenumbers.PhoneNumberMatcher(text, "FR", leniency=phonenumbers.Leniency.POSSIBLE):
        digits = "".join(char for char in match.raw_string if char.isdigit())
        foreign = match.raw_string.lstrip("( ").startswith("+") and len(digits) >= _SHORTEST_INTERNATIONAL
        if foreign or (digits.startswith("0") and len(digits) == _NATIONAL_DIGITS):
            yield Span("telephone", match.start, match.end)
