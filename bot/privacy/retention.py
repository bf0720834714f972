"""Retention: how long each kind of personal data lives, and the purge that holds to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Life:
    """How long a kind of data is kept, for programs and in words."""

    of: str
    lasts: timedelta
    words: str


MESSAGES = Life("messages", timedelta(days=90), "90 jours après le dernier, et tant qu’une demande est en cours")
CONTACTS = Life("contact", timedelta(days=90), "90 jours après la fin de la demande")
WORDS = Life("description et photos", timedelta(days=365), "un an après la fin de la demande")
REMARKS = Life("idées, félicitations et avis", timedelta(days=365), "un an")
LIVES = (MESSAGES, CONTACTS, WORDS, REMARKS)
