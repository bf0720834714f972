"""Examples as writers write them: a text with its entities between brackets."""

import json
import re
from dataclasses import dataclass

_ANNOTATION = re.compile(r"\[(?P<text>[^\[\]]*)\](?:\((?P<type>[^()]*)\)|(?P<json>\{[^{}]*\}))?")


@dataclass(frozen=True)
class Entity:
    type: str
    text: str
    start: int
    end: int
    role: str | None = None


class MalformedAnnotation(ValueError):
    """The sentence says what is wrong with the brackets."""


def read_annotations(line: str) -> tuple[str, tuple[Entity, ...]]:
    """The text as a citizen would send it, and its entities with their places in that text."""
    pieces: list[str] = []
    entities: list[Entity] = []
    length = read = 0
    for match in _ANNOTATION.finditer(line):
        before = line[read : match.start()]
        start = length + len(before)
        entity = _entity(match, start)
        pieces += [before, entity.text]
        length, read = entity.end, match.end()
        entities.append(entity)
    text = "".join([*pieces, line[read:]])
    if any(mark in text for mark in "[]{}"):
        raise MalformedAnnotation("un crochet ou une accolade n’appartient à aucune annotation")
    return text, tuple(entities)


def _entity(match: re.Match[str], start: int) -> Entity:
    text, kind, role = match["text"], match["type"], None
    if match["json"]:
        kind, role = _properties(match["json"])
    if not kind:
        raise MalformedAnnotation(f"l’annotation « {text} » n’a pas de type")
    if not text or text != text.strip():
        raise MalformedAnnotation(f"l’annotation « {text} » est vide ou bordée d’espaces")
    return Entity(kind, text, start, start + len(text), role)


def _properties(written: str) -> tuple[str, str | None]:
    try:
        properties = json.loads(written)
    except ValueError:
        raise MalformedAnnotation(f"« {written} » n’est pas du JSON") from None
    if unknown := properties.keys() - {"entity", "role"}:
        raise MalformedAnnotation(f"propriété inconnue : {', '.join(sorted(unknown))}")
    return str(properties.get("entity", "")), properties.get("role")
