"""References: what a resident notes down or reads aloud to find a request again.

Eight random symbols and a check symbol, `K7F2-9QXM-R`. The alphabet leaves out what the eye or
the ear confuses (0 O, 1 I L, U); the check is ISO 7064's hybrid system, which finds every single
wrong symbol and nearly every exchange of two neighbours.
"""

from __future__ import annotations

import secrets
import unicodedata

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from bot.errors import ParvisError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SYMBOLS = 8
# What people write for symbols that are not in the alphabet is not guessed: it is refused.


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
    plain = unicodedata.normalize("NFKC", text).upper()
    symbols = "".join(symbol for symbol in plain if symbol.isalnum())
    if len(symbols) != RANDOM_SYMBOLS + 1 or not set(symbols) <= set(ALPHABET):
        raise ReferenceInvalid()
    try:
        mod_37_36.validate(symbols, ALPHABET)
    except ValidationError as error:
        raise ReferenceInvalid() from error
    return _written(symbols)


def _written(symbols: str) -> str:
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"
