"""The danger screen: words of danger recognised without any model, from reviewed French in danger.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from nlu.spelling import fold, squeeze
from nlu.tokens import READ_CHARACTERS

_FILE = Path(__file__).with_name("danger.yml")
_WORD = re.compile(r"[a-z0-9]+|[.!?;\n]+")
_SENTENCE_END = frozenset(".!?;\n")
_GAP = r"(?:\w+ ){0,%d}"
_WIDE = 4


@lru_cache(maxsize=64)
def screen(text: str) -> str | None:
    """The label of the danger that the text tells of, `urgence/...`, or None.

    The door, the understanding and the model ask of the same message in turn: the last answers are kept.
    """
    screened = _screened()
    sentences = [sentence for sentence in _sentences(text[:READ_CHARACTERS]) if not screened.never.search(sentence)]
    for danger in screened.dangers:
        if danger.is_told(sentences):
            return danger.label
    return None


def dangers() -> list[str]:
    """The label of each danger of danger.yml."""
    return list(dict.fromkeys(danger.label for danger in _screened().dangers))


@dataclass(frozen=True)
class Danger:
    label: str
    said: re.Pattern[str]
    unsaid: re.Pattern[str]

    def is_told(self, sentences: list[str]) -> bool:
        return any(self.said.search(sentence) and not self._is_unsaid(sentence) for sentence in sentences)

    def _is_unsaid(self, sentence: str) -> bool:
        """Whether every word of danger goes once the turns that un-say it are taken away."""
        return not self.said.search(self.unsaid.sub(" ", sentence))


@dataclass(frozen=True)
class Screened:
    """The whole of danger.yml."""

    never: re.Pattern[str]
    dangers: tuple[Danger, ...]


@cache
def _screened() -> Screened:
    written = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    synonyms = {name: _alternatives(words) for name, words in written["mots"].items()}
    common = written["toujours_sauf"]
    dangers = tuple(
        Danger(label, _compile(entry["dit"], synonyms), _compile([*entry["sauf"], *common], synonyms))
        for label, entries in written["dangers"].items()
        for entry in entries
    )
    return Screened(_compile(written["jamais"], synonyms), dangers)


def _alternatives(words: list[str]) -> str:
    return "(?:" + "|".join(_phrase(word, {}) for word in words) + ")"


def _compile(phrases: list[str], synonyms: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<= ){_phrase(phrase, synonyms)} " for phrase in phrases))


def _phrase(written: str, synonyms: dict[str, str]) -> str:
    """The expression for a phrase: <name> is one of a list, * ends a word anyhow, ... skips up to four words."""
    return " ".join(_piece(piece, synonyms) for piece in written.split()).replace("... ", "")


def _piece(piece: str, synonyms: dict[str, str]) -> str:
    if piece == "...":
        return _GAP % _WIDE + "..."
    if piece.startswith("<"):
        return synonyms[piece.strip("<>")]
    return " ".join(re.escape(word).replace(r"\*", r"\w*") for word in fold(piece).replace("'", " ").split("-"))


def _sentences(text: str) -> list[str]:
    """Each sentence as folded words between spaces."""
    sentences: list[list[str]] = [[]]
    for word in _WORD.findall(squeeze(fold(text))):
        if word[0] in _SENTENCE_END:
            sentences.append([])
        else:
            sentences[-1].append(word)
    return [f" {' '.join(words)} " for words in sentences if words]
