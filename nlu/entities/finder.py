"""Every entity of a text, from the forms that speak for themselves and from the learned tagger."""

from nlu.entities.patterns import spelled_entities
from nlu.entities.span import Span
from nlu.entities.tagger import EntityTagger
from nlu.tokens import READ_CHARACTERS

_SPELLED = ("email", "telephone", "reference")


class EntityFinder:
    def __init__(self, tagger: EntityTagger) -> None:
        self._tagger = tagger

    def find(self, text: str) -> list[Span]:
        """In the order of the text, none overlapping another; the forms win over the tagger."""
        read = text[:READ_CHARACTERS]
        found = spelled_entities(read)
        for span in self._tagger.tag(read):
            if span.type not in _SPELLED and not any(span.overlaps(other) for other in found):
                found.append(span)
        return sorted(found, key=lambda span: span.start)
