"""Which entity of a correction is the new value: "pas au 12, au 14" gives up the first for the second."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nlu.spelling import fold

NEW = "nouveau"
# What stands just before a value that is given up.
_GIVEN_UP = re.compile(
    r"(?:\b(?:pas|plus|au lieu|plutot que|lieu de|place de"
    r"|j?avais (?:dit|mis|ecrit|donne|le|la)|j?ai (?:dit|mis|ecrit|tape|donne)"
    r"|non|jamais|oubliez|remplace[rz]?|enlevez|corrige[rz]?|pa|change[rz]?|effacez)\b)[^,;:.!?]{0,25}$"
)
# What takes back the value just before it: "avenue Foch non, avenue Joffre".
_TAKEN_BACK = re.compile(r"[\W_]{0,3}non\b")


def with_roles(text: str, entities: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entities of a correction, the new values bearing their role."""
    return [each if _is_given_up(text, each) else {**each, "role": NEW} for each in entities]


def _is_given_up(text: str, entity: dict[str, Any]) -> bool:
    clause = re.split(r"[,;:.!?]|\bmais\b", text[: entity["start"]])[-1]
    taken_back = _TAKEN_BACK.match(fold(text[entity["end"] :]))
    return taken_back is not None or _GIVEN_UP.search(fold(clause)) is not None
