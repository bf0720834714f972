"""The communes of an index that a text names."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.places.query import Query
from bot.places.store import Store

_LONGEST = 6
_LONGEST_MISSPELT = 4
_LIKENESS = 0.78
_DEPARTMENT = 2
"""So many figures of a postcode tell the département."""


@dataclass(frozen=True)
class Mention:
    """The words from `start` to before `end` that are a commune's name."""

    start: int
    end: int
    communes: frozenset[int]
    is_certain: bool = True
    """False for a name with a typing error, which may be no commune at all."""


class Communes:
    """All communes of an index, by the words of their names and by postcode."""

    def __init__(self, store: Store) -> None:
        self.names: dict[int, tuple[str, str]] = {}
        self._by_words: dict[tuple[str, ...], set[int]] = {}
        self._by_plain: dict[str, set[int]] = {}
        self._by_postcode: dict[str, set[int]] = {}
        for identity, citycode, name, text in store.communes():
            self.names[identity] = (citycode, name)
            words = tuple(text.split())
            self._by_words.setdefault(words, set()).add(identity)
            self._by_plain.setdefault("".join(words), set()).add(identity)
        self._plain = list(self._by_plain)
        for postcode, identity in store.postcodes():
            self._by_postcode.setdefault(postcode, set()).add(identity)
            self._by_postcode.setdefault(postcode[:_DEPARTMENT], set()).add(identity)

    def mentions(self, query: Query) -> list[Mention]:
        """Where the text names a commune, the longest names first; « rue » before a name is not the commune of Rue."""
        found: list[Mention] = []
        words = tuple(word.main for word in query.words)
        for length in range(min(_LONGEST, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                known = self._by_words.get(words[start : start + length])
                if known and length == 1 and _is_no_name(query, start):
                    continue
                if known and not any(start < other.end and other.start < start + length for other in found):
                    found.append(Mention(start, start + length, frozenset(known)))
        return found

    def misspelt_mention(self, query: Query) -> Mention | None:
        """The commune that the last words of the text name with a typing error."""
        count = len(query.words)
        best: tuple[float, Mention] | None = None
        for length in range(1, min(_LONGEST_MISSPELT, count - 1) + 1):
            found = process.extractOne(
                "".join(word.main for word in query.words[count - length :]),
                self._plain,
                scorer=OSA.normalized_similarity,
                score_cutoff=_LIKENESS,
            )
            said = any(word.says_something for word in query.words[count - length :])
            if found and said and (best is None or found[1] > best[0]):
                best = found[1], Mention(count - length, count, frozenset(self._by_plain[found[0]]), is_certain=False)
        return best[1] if best else None

    def with_postcode(self, postcode: str) -> frozenset[int]:
        """The communes that this postcode serves; of two figures, those of the département."""
        return frozenset(self._by_postcode.get(postcode, ()))


def _is_no_name(query: Query, place: int) -> bool:
    """A house number, or the kind of street before a name."""
    word = query.words[place]
    return word.number is not None or (word.opens_a_street and place + 1 < len(query.words))
