"""Addresses, places and moments found by a conditional random field over the words and their neighbours."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pycrfsuite  # type: ignore[import-untyped]

from nlu.entities.lexicon import word_kinds
from nlu.entities.span import Span
from nlu.noise import strip_accents
from nlu.spelling import fold
from nlu.tokens import Token, tokenize

Example = tuple[str, Sequence[Span]]

_OUTSIDE = "O"
_SETTINGS = {
    "c1": 0.1,
    "c2": 0.05,
    "max_iterations": 35,
    "feature.possible_transitions": True,
    "feature.minfreq": 2,
}
_EMPTY_SHARE = 4
"""One message in so many is kept among those without entities, which teach little and are most of them."""
_REWRITTEN_SHARE = 2
"""One message in so many with entities is given again as people type."""


class EntityTagger:
    def __init__(self, model: bytes) -> None:
        self._model = model  # the tagger keeps no reference to the bytes it reads
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(model)

    @property
    def model(self) -> bytes:
        return self._model

    def tag(self, text: str) -> list[Span]:
        tokens = tokenize(text)
        if not tokens:
            return []
        return spans_of(tokens, self._tagger.tag(features_of(tokens)))


def train_tagger(examples: Iterable[Example]) -> EntityTagger:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(_SETTINGS)
    for text, spans in _lessons(examples):
        tokens = tokenize(text)
        if tokens:
            trainer.append(features_of(tokens), tags_of(tokens, spans))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tagger"
        trainer.train(str(file))
        return EntityTagger(file.read_bytes())


def _lessons(examples: Iterable[Example]) -> Iterator[Example]:
    """Each message with entities, and again as people type: without accents, without capitals."""
    careless = (strip_accents, str.lower, lambda text: strip_accents(text).lower())
    empty = turn = 0
    for text, spans in examples:
        if not spans:
            empty += 1
            if empty % _EMPTY_SHARE == 0:
                yield text, spans
            continue
        yield text, spans
        turn += 1
        if turn % _REWRITTEN_SHARE:
            continue
        rewritten = careless[turn // _REWRITTEN_SHARE % len(careless)](text)
        if len(rewritten) == len(text):  # else the places of the entities would be wrong
            yield rewritten, spans


def tags_of(tokens: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    """One tag a token: B- for the first of an entity, I- for the others."""
    tags = [_OUTSIDE] * len(tokens)
    for span in spans:
        inside = [index for index, token in enumerate(tokens) if token.start < span.end and span.start < token.end]
        for index in inside:
            tags[index] = f"{'B' if index == inside[0] else 'I'}-{span.type}"
    return tags


def spans_of(tokens: Sequence[Token], tags: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    for index, (token, tag) in enumerate(zip(tokens, tags, strict=True)):
        if tag == _OUTSIDE:
            continue
        kind = tag[2:]
        continued = index and tag[0] == "I" and tags[index - 1][2:] == kind and spans
        start = spans.pop().start if continued else token.start
        spans.append(Span(kind, start, token.end))
    return spans


def features_of(tokens: Sequence[Token]) -> list[list[str]]:
    """What each word looks like, then what its neighbours look like, nearest first."""
    own = [_looks(token) for token in tokens]
    rows = []
    for index in range(len(tokens)):
        row = ["bias", *own[index]]
        for offset in (-2, -1, 1, 2):
            place = index + offset
            if not 0 <= place < len(tokens):
                row.append(f"{offset}:edge")
            else:
                row += [f"{offset}:{look}" for look in own[place][: 8 if abs(offset) == 1 else 5]]
        if index:
            row.append(f"pair:{own[index - 1][0]}|{own[index][0]}")
        rows.append(row)
    return rows


def _looks(token: Token) -> list[str]:
    word = fold(token.text)
    shape = _shape(token.text)
    kinds = word_kinds().get(word, ())
    written = f"w={word}" if not word.isdigit() else f"w={'0' * min(len(word), 5)}"
    return [written, f"shape={shape}", *(f"kind={kind}" for kind in kinds), f"end={word[-3:]}", f"begin={word[:3]}"]


def _shape(word: str) -> str:
    if word.isdigit():
        return f"d{min(len(word), 5)}"
    if not word[0].isalpha():
        return word
    if word.isupper():
        return "X" if len(word) == 1 else "XX"
    return "Xx" if word[0].isupper() else "x"
