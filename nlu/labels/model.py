"""From the words of a message to how likely each label is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from scipy.sparse import csr_matrix, hstack

from nlu.labels.term_space import TermSpace
from nlu.labels.terms import piece_terms, word_terms, words_of
from nlu.vectors import WordVectors

_MEANING_WEIGHT = 2.0


@dataclass
class LabelModel:
    """A linear model over words, pieces of words and the meaning of words; scores become probabilities."""

    labels: list[str]
    words: TermSpace
    pieces: TermSpace
    weights: np.ndarray
    bias: np.ndarray
    temperature: float
    vectors: WordVectors | None = None

    def probabilities(self, text: str) -> np.ndarray:
        """One probability for each of `labels`, their sum being one."""
        scores = self._scores(words_of(text)) / self.temperature
        likely = np.exp(scores - scores.max())
        return np.asarray(likely / likely.sum())

    def _scores(self, words: list[str]) -> np.ndarray:
        assert self.vectors is not None, "A model that was loaded needs vectors before it reads."
        scores = self.bias.copy()
        start = 0
        for space in (self.words, self.pieces):
            columns, weights = space.row(words)
            scores += weights @ self.weights[start + columns]
            start += len(space.columns)
        scores += _MEANING_WEIGHT * meaning(words, self.words, self.vectors) @ self.weights[start:]
        return scores

    def save(self, folder: Path) -> None:
        tensors = {
            "weights": self.weights,
            "bias": self.bias,
            "word_rarity": self.words.rarity,
            "piece_rarity": self.pieces.rarity,
        }
        save_file(tensors, str(folder / "labels.safetensors"))
        written = {
            "labels": self.labels,
            "temperature": self.temperature,
            "words": list(self.words.columns),
            "pieces": list(self.pieces.columns),
        }
        (folder / "labels.json").write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LabelModel:
        tensors = load_file(str(folder / "labels.safetensors"))
        written = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        words = {term: column for column, term in enumerate(written["words"])}
        pieces = {term: column for column, term in enumerate(written["pieces"])}
        return cls(
            labels=written["labels"],
            words=TermSpace(word_terms, words, tensors["word_rarity"]),
            pieces=TermSpace(piece_terms, pieces, tensors["piece_rarity"]),
            weights=tensors["weights"],
            bias=tensors["bias"],
            temperature=written["temperature"],
        )


def meaning(words: list[str], space: TermSpace, vectors: WordVectors) -> np.ndarray:
    """The mean of the vectors of the words, rare words counting more, of length one."""
    rows = [(row, word) for word in words if (row := vectors.row(word)) >= 0]
    if not rows:
        return np.zeros(vectors.width, dtype=np.float32)
    commonest = float(space.rarity.max(initial=1.0))
    rarity = [space.rarity[space.columns[word]] if word in space.columns else commonest for _, word in rows]
    mean = np.array(rarity, dtype=np.float32) @ vectors.table[[row for row, _ in rows]]
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-6))


def train_labels(texts: Sequence[str], labels: Sequence[str], vectors: WordVectors) -> LabelModel:
    words = [words_of(text) for text in texts]
    spaces = TermSpace.learn(word_terms, words, 1), TermSpace.learn(piece_terms, words, 2)
    features = _features(words, spaces, vectors)
    names = sorted(set(labels))
    targets = np.array([names.index(label) for label in labels])
    weights, bias = _fit(features, targets)
    return LabelModel(names, *spaces, weights, bias, _temperature(features, targets), vectors)


def _features(words: list[list[str]], spaces: tuple[TermSpace, TermSpace], vectors: WordVectors) -> csr_matrix:
    meanings = np.stack([meaning(each, spaces[0], vectors) for each in words])
    terms = [space.matrix(words) for space in spaces]
    return hstack([*terms, csr_matrix(_MEANING_WEIGHT * meanings)], format="csr")


def _fit(features: csr_matrix, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=0.3, random_state=0).fit(features, targets)
    return machine.coef_.T.astype(np.float32), machine.intercept_.astype(np.float32)


def _temperature(features: csr_matrix, targets: np.ndarray) -> float:
    """What the scores are divided by so that confidences mean what they say on messages not learned."""
    from scipy.optimize import minimize_scalar

    learned = np.arange(len(targets)) % 4 > 0
    present = np.unique(targets[learned])
    weights, bias = _fit(features[learned], targets[learned])
    judged = ~learned & np.isin(targets, present)
    scores = features[judged] @ weights + bias
    truth = np.searchsorted(present, targets[judged])

    def surprise(temperature: float) -> float:
        scaled = scores / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(truth)), truth]))

    return float(minimize_scalar(surprise, bounds=(0.02, 3.0), method="bounded").x)
