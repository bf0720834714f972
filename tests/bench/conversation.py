"""The conversation that both systems hold: a report in eight turns, and what a right answer to it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

# From the fourth turn on both systems show the summary and ask whether to send it, whatever the kind
# they understood, so that the same words lead both to a recorded report.
TURNS = (
    "Bonjour",
    "il y a un trou énorme au milieu de la route, j’ai failli tomber à vélo",
    "devant le 12 rue Pasteur",
    "le trou fait au moins vingt centimètres de profondeur",
    "non, je me suis trompé, c’est devant le 14 rue Pasteur",
    "à quelle heure ouvre la mairie demain ?",
    "merci beaucoup",
    "oui",
)
REFERENCE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]\b")


def is_right(turn: int, replies: Sequence[str]) -> bool:
    """Whether these replies to a turn are what was waited for: a reference to the last, and to it alone."""
    recorded = any(REFERENCE.search(reply) for reply in replies)
    return recorded == (turn == len(TURNS) - 1)
