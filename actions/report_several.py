"""Several problems in one message that was heard as one: the parts of it that name another kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from actions.report_kind import OTHER, kinds_named
from bot.knowledge.words import concepts, fold
from bot.territory.catalogue import Service
from bot.territory.territory import Territory

# Parts are told one after the other; « et » alone joins words as often as problems.
BETWEEN = re.compile(
    r"\b\d\s?[).]\s|[,;.!?\n]+\s*(?:(?:et|puis|sinon|aussi|ensuite|en plus|au fait|pendant que j['’]y suis)\b\W*)*"
    r"|\bet (?=(?:aussi|puis|sinon|au|un|une|des|la|le|les|il y|y ?['’]?a|ya)\b)|\b(?:pendant que j['’]y suis|sinon)\b",
    re.IGNORECASE,
)
# After these a thing tells where, not what: « devant le panneau ».
WHERE = re.compile(
    r"\b(?:devant|derri[eè]re|pr[eè]s|c[oô]t[eé]|sous|contre|sur|dans|face|vers|entre|avant|apr[eè]s|d['’]?une?|du|avec"
    r"|pas de)"
    r"\W+(?:\w{1,3}\W+){0,2}$",
    re.IGNORECASE,
)
LEAST_WORDS, MANY_PARTS = 3, 3


def others_told(territory: Territory, text: str, code: str, places: tuple[str, ...]) -> tuple[Mapping[str, Any], ...]:
    """The requests to come after the one of this kind, one for each part that is plainly about another kind."""
    found: dict[str, Mapping[str, Any]] = {}
    known = territory.services.get(code)
    for part in _parts(text):
        kind = plain_kind(territory, part)
        is_of_known = known is not None and _names_the_thing(known, part)
        if kind is not None and kind != code and kind not in found and not is_of_known:
            own = [place for place in places if fold(place) in fold(part)]
            entities = [{"entity": "adresse", "value": place} for place in own]
            found[kind] = {"label": f"signaler/{kind}", "text": part, "entities": entities}
    return tuple(found.values())


def _parts(text: str) -> Iterator[str]:
    parts = [part.strip() for part in BETWEEN.split(text)]
    return (part for part in parts if len(part.split()) >= LEAST_WORDS) if len(parts) > 1 else iter(())


def may_tell_more(text: str) -> bool:
    """Whether a message has so many parts that one of them may have been overlooked."""
    return len(list(_parts(text))) >= MANY_PARTS


def plain_kind(territory: Territory, part: str) -> str | None:
    """The one kind whose very thing the words name, elsewhere than in a place."""
    kinds = kinds_named(territory, part)
    if len(kinds) != 1 or kinds[0] == OTHER:
        return None
    return kinds[0] if _names_the_thing(territory.services[kinds[0]], part) else None


def _names_the_thing(service: Service, part: str) -> bool:
    """Whether the first word of the service's name, or its first keyword, stands there and tells no place."""
    things = concepts(f"{service.name.split()[0]} {service.keywords[0]}")
    for word in re.finditer(r"\w+", part):
        if concepts(word[0]) & things and not WHERE.search(part[: word.start()]):
            return True
    return False
