"""References: what a resident notes down or reads aloud to find a request again.

Eight random symbols and a check symbol, `K7F2-9QXM-R`. The alphabet leaves out what the eye or
the ear confuses (0 O, 1 I L, U); the check is ISO 7064's hybrid system, which finds every single
wrong symbol and nearly every exchange of two neighbours.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable

from rapidfuzz.fuzz import partial_ratio
from rapidfuzz.process import extractOne
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from bot.errors import ParvisError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SYMBOLS = 8
LEAST_CHANGES = 2  # from letter to digit or back: a word or a telephone number has none
LEAST_LIKENESS = 77  # out of 100: two symbols of nine may be wrong
# What people write for symbols that are not in the alphabet is not guessed: it is refused.
ALONE = re.compile(
    r"\W*(?:(?:n°|(?:num[eé]ro|r[eé]f(?:[eé]rence)?|demande|dossier|suivi|c['’]est|voici|le|la|ma|mon|de)\b)\W*)*"
    r"([a-z0-9]{2,5}[ .-]?[a-z0-9]{3,5}[ .-]?[a-z0-9]{0,2})\W*",
    re.IGNORECASE | re.ASCII,
)
CHANGES = re.compile(r"(?<=\d)[a-z]|(?<=[a-z])\d", re.IGNORECASE)


class ReferenceInvalid(ParvisError):
    """The text is not a reference of ours: a symbol was misread or forgotten."""

    code = "reference_invalide"

    def __init__(self) -> None:
        super().__init__(
            "Ce numéro de suivi n’est pas complet ou contient une erreur\u00a0: il ressemble à K7F2-9QXM-R."
        )


def new_reference() -> str:
    """A fresh reference, unguessable (30^8 possibilities) and with its check symbol."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    return _written(symbols + mod_37_36.calc_check_digit(symbols, ALPHABET))


def read_reference(text: str) -> str:
    """The reference as we write it, from what somebody typed.

    Raises:
        ReferenceInvalid: wrong length, unknown symbol, or the check does not hold.
    """
    symbols = _symbols(text)
    if len(symbols) != RANDOM_SYMBOLS + 1 or not set(symbols) <= set(ALPHABET):
        raise ReferenceInvalid()
    try:
        mod_37_36.validate(symbols, ALPHABET)
    except ValidationError as error:
        raise ReferenceInvalid() from error
    return _written(symbols)


def looks_like_reference(text: str) -> bool:
    """Whether the text is a reference and nothing else, perhaps with a symbol wrong, forgotten or too many."""
    found = ALONE.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return False
    try:
        return bool(read_reference(found[1]))
    except ReferenceInvalid:
        errors = abs(len(_symbols(found[1])) - RANDOM_SYMBOLS - 1)
        return errors <= (" " not in found[1]) and len(CHANGES.findall(_symbols(found[1]))) >= LEAST_CHANGES


def nearest_reference(text: str, known: Iterable[str]) -> str | None:
    """The one of the known references that the text names, with one or two symbols wrong at most."""
    plain = _symbols(text)
    found = extractOne(plain, list(known), processor=_symbols, scorer=partial_ratio, score_cutoff=LEAST_LIKENESS)
    return None if found is None or len(plain) < RANDOM_SYMBOLS else str(found[0])


def _symbols(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).upper())


def _written(symbols: str) -> str:
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"
