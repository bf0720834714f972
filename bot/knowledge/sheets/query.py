"""A question as the index hears it: groups of stems, with what else each may be called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import log

from rapidfuzz import fuzz, process

from bot.knowledge.sheets.terms import forms, stem, stems
from bot.knowledge.words import fold, question_words, synonym_groups

SYNONYM = 0.75  # what a word's equivalent is worth
LEAST_LIKENESS = 80.0  # out of 100, of a misspelt word and a known one
SHORTEST_MISSPELT = 4
MOST_WORDS = 40
LONGEST_PHRASE = 4
QUESTION_WORD = 0.7  # what is left of its rarity
UNKNOWN = 2.0  # the rarity of a word that no sheet holds
MANY = 100  # sheets


@dataclass(frozen=True)
class Naming:
    """One way to say a thing; its `weight` is 1 for the resident's own words."""

    stems: tuple[str, ...]
    weight: float

    def told_by(self, words: frozenset[str]) -> float:
        """Half of a phrase tells much less than half of it."""
        return self.weight * (sum(stem in words for stem in self.stems) / len(self.stems)) ** 2


@dataclass(frozen=True)
class Notion:
    """Something the question is about. `rarity` is the inverse document frequency of its commonest naming."""

    namings: tuple[Naming, ...]
    rarity: float

    def told_by(self, words: frozenset[str]) -> float:
        """How far these words tell of it, from 0 to 1."""
        return max(naming.told_by(words) for naming in self.namings)


class Vocabulary:
    """The words of an index: the stems of each, accents put aside, and how many sheets hold a stem."""

    def __init__(self, form_stems: Mapping[str, tuple[str, ...]], counts: Mapping[str, int], sheets: int) -> None:
        self._stems = form_stems
        self._forms = list(form_stems)
        self._counts = counts
        self._sheets = sheets

    def rarity(self, root: str) -> float:
        """Inverse document frequency, less for what turns a question; a word that no sheet holds counts as common."""
        count = self._counts.get(root, 0)
        rarity = log(1 + self._sheets / count) if count else min(UNKNOWN, log(1 + self._sheets))
        return rarity * QUESTION_WORD if root in _question_stems() else rarity

    def commonest(self, namings: Iterable[Naming]) -> float:
        """The rarity of the commonest of these ways to say a thing."""
        return min(max(map(self.rarity, naming.stems)) for naming in namings)

    def is_common(self, root: str) -> bool:
        """Whether one sheet in four holds the word, and many do."""
        return self._counts.get(root, 0) > max(MANY, self._sheets / 4)

    def namings(self, word: str) -> tuple[Naming, ...]:
        """The word's stems, else those of the words that it looks like."""
        plain = fold(word)
        known = self._stems.get(plain)
        if known:
            return tuple(Naming((root,), 1.0) for root in known)
        return tuple(self._lookalikes(plain)) or (Naming((stem(word),), 1.0),)

    def _lookalikes(self, plain: str) -> Iterator[Naming]:
        if len(plain) >= SHORTEST_MISSPELT:
            likes = process.extract(plain, self._forms, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=4)
            for form, likeness, _ in likes:
                yield from (Naming((root,), likeness / 100) for root in self._stems[form])


class Question:
    """What is asked, compared with the words of sheets."""

    def __init__(self, notions: tuple[Notion, ...], vocabulary: Vocabulary) -> None:
        self.notions = notions
        self._vocabulary = vocabulary
        self._whole = sum(notion.rarity for notion in notions)
        self._weights: dict[str, float] = {}
        for naming in (naming for notion in notions for naming in notion.namings):
            for root in naming.stems:
                self._weights[root] = max(naming.weight, self._weights.get(root, 0.0))
        self._told: dict[frozenset[str], float] = {}

    def telling_stems(self) -> list[str]:
        """Its stems, without the common ones, unless there is nothing else."""
        telling = [root for root in self._weights if not self._vocabulary.is_common(root)]
        return telling or list(self._weights)

    def told_by(self, words: frozenset[str]) -> float:
        """The part of the question that these words tell of, from 0 to 1, rare words weighing more."""
        present = words.intersection(self._weights)
        if present not in self._told:
            told = sum(notion.rarity * notion.told_by(present) for notion in self.notions)
            self._told[present] = told / self._whole
        return self._told[present]

    def share_asked(self, words: frozenset[str]) -> float:
        """The part of these words that the question asks about, from 0 to 1, rare words weighing more."""
        rarities = {root: self._vocabulary.rarity(root) for root in words - usual_case()}
        whole = sum(rarities.values())
        return sum(rarity * self._weights.get(root, 0.0) for root, rarity in rarities.items()) / whole if whole else 0.0


@lru_cache(maxsize=1)
def usual_case() -> frozenset[str]:
    """Who does not say his age is an adult: a sheet for adults is not farther from the question for it."""
    return frozenset(stems("majeur adulte"))


@lru_cache(maxsize=1)
def _question_stems() -> frozenset[str]:
    return frozenset(stems(" ".join(question_words())))


def read_question(text: str, vocabulary: Vocabulary) -> Question:
    """What the question is about; it has no notion when it holds no meaningful word."""
    words = [_namings(word, vocabulary) for word in islice(forms(text), MOST_WORDS)]
    roots = [namings[0].stems[0] for namings in words]
    notions, start = [], 0
    while start < len(words):
        length, others = _equivalents(roots, start)
        own = words[start] if length == 1 else (Naming(tuple(roots[start : start + length]), 1.0),)
        namings = (*own, *(Naming(other, SYNONYM) for other in others))
        rarity = (vocabulary.commonest(namings) + vocabulary.commonest(namings[:1])) / 2
        notions.append(Notion(namings, rarity))
        start += length
    return Question(tuple(dict.fromkeys(notions)), vocabulary)


def _namings(word: str, vocabulary: Vocabulary) -> tuple[Naming, ...]:
    """The word's stems; a word that has equivalents is no misspelling of another."""
    namings = vocabulary.namings(word)
    root = stem(word)
    return (Naming((root,), 1.0),) if namings[0].weight < 1 and (root,) in _equivalence() else namings


def _equivalents(roots: list[str], start: int) -> tuple[int, list[tuple[str, ...]]]:
    """How many words the longest known phrase takes from there, and what else it may be called."""
    for length in range(min(LONGEST_PHRASE, len(roots) - start), 0, -1):
        phrase = tuple(roots[start : start + length])
        if phrase in _equivalence():
            return length, [other for other in _equivalence()[phrase] if other != phrase]
    return 1, []


@lru_cache(maxsize=1)
def _equivalence() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    found: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for group in synonym_groups():
        phrases = tuple(dict.fromkeys(tuple(stems(phrase)) for phrase in group))
        for phrase in filter(None, phrases):
            found[phrase] = tuple(dict.fromkeys((*found.get(phrase, ()), *filter(None, phrases))))
    return found
