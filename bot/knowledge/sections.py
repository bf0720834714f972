"""Which case of an answer a question is about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log

from rapidfuzz.fuzz import ratio

from bot.knowledge.words import concepts
from bot.territory.topics import Section, Topic

TITLE_WEIGHT = 3.0  # a word of a section's title says more than one of its text
LEAST_SCORE = 1.5
LEAST_LEAD = 1.5  # over the second best section
SAME_WORD = 85.0  # likeness, out of 100, of a word and its misspelling
SHORTEST_MISSPELT = 5


@dataclass(frozen=True)
class Choice:
    """A section; `by_title` when the question has words of its title, not only of its text."""

    section: Section
    score: float
    by_title: bool


@dataclass(frozen=True)
class Vocabulary:
    """The words of an answer: those of its subject, and how rare each is in its parts."""

    subject: frozenset[str]
    rarity: dict[str, float]


def choose_section(topic: Topic, question: str) -> Choice | None:
    """The section that the question clearly asks about, or None."""
    vocabulary = _vocabulary(topic)
    asked = _corrected(concepts(question), frozenset(vocabulary.rarity))
    choices = sorted((_rate(section, asked, vocabulary) for section in topic.sections), key=lambda item: -item.score)
    if not choices or choices[0].score < LEAST_SCORE:
        return None
    if len(choices) > 1 and choices[0].score < LEAST_LEAD * choices[1].score:
        return None
    return choices[0]


def _rate(section: Section, asked: frozenset[str], vocabulary: Vocabulary) -> Choice:
    title, text = concepts(section.title), concepts(section.text)
    # What the whole answer is about tells nothing of a section, unless its whole title is asked for.
    telling = asked if title and title <= asked else asked - vocabulary.subject
    by_title, by_text = telling & title, (telling & text) - title - vocabulary.subject
    score = TITLE_WEIGHT * sum(vocabulary.rarity[word] for word in by_title)
    return Choice(section, score + sum(vocabulary.rarity[word] for word in by_text), bool(by_title))


def _vocabulary(topic: Topic) -> Vocabulary:
    """Rarity is the inverse document frequency, over the parts of this one answer."""
    parts = [concepts(topic.body), *(concepts(f"{section.title} {section.text}") for section in topic.sections)]
    counts = Counter(word for part in parts for word in part)
    rarity = {word: log((len(parts) + 1) / count) for word, count in counts.items()}
    return Vocabulary(concepts(f"{topic.title} {' '.join(topic.keywords)}"), rarity)


def _corrected(asked: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """The words asked, misspelt ones replaced by the known word that they look like."""
    return frozenset(word if word in known else _nearest(word, known) for word in asked)


def _nearest(word: str, known: frozenset[str]) -> str:
    if len(word) < SHORTEST_MISSPELT or not known:
        return word
    best = max(sorted(known), key=lambda other: ratio(word, other))
    return best if ratio(word, best) >= SAME_WORD else word
