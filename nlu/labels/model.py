"""From the words of a message to how likely each label is: two models that err differently, and their blend."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from nlu.arrays import Array
from nlu.labels.linear import LinearModel, LinearReading, train_linear
from nlu.labels.network import Network, NetworkReading, Weights
from nlu.labels.terms import words_of
from nlu.noise import Noise
from nlu.progress import report
from nlu.vectors import WordVectors

_LINEAR_SHARPNESS = 0.15
"""What the margins of the linear model are divided by to be read as logarithms of probabilities."""
_LEAST = 1e-4


@dataclass(frozen=True)
class Settings:
    """What config.yml may say of the label model."""

    steps: int = 1_200
    softness: float = 1.0
    linear_share: float = 0.55
    temperature: float = 0.65
    versions: int = 4
    seed: int = 1


@dataclass(frozen=True)
class LabelReading:
    """A message read once: asking for a part of it costs a tenth of reading it."""

    linear: LinearReading
    network: NetworkReading
    settings: Settings

    def probabilities(self, start: int, end: int) -> Array:
        """One probability for each label, their sum being one, by words `start` to `end`."""
        linear = softmax(self.linear.scores(start, end) / _LINEAR_SHARPNESS)
        network = softmax(self.network.scores(start, end))
        share = self.settings.linear_share
        blend = share * np.log(linear + _LEAST) + (1 - share) * np.log(network + _LEAST)
        return softmax(blend / self.settings.temperature)


@dataclass(frozen=True)
class LabelModel:
    labels: list[str]
    linear: LinearModel
    weights: Weights
    settings: Settings

    def read(self, words: Sequence[str], vectors: WordVectors) -> LabelReading:
        """The message, to be asked what any run of its words asks."""
        return LabelReading(self.linear.read(words), Network(self.weights, vectors).read(words), self.settings)

    def save(self, folder: Path) -> None:
        network = {f"network.{name}": value for name, value in self.weights.items()}
        save_file(self.linear.tensors() | network, str(folder / "labels.safetensors"))
        written = {"labels": self.labels, **self.linear.vocabulary()}
        (folder / "labels.json").write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, settings: Settings) -> LabelModel:
        tensors = load_file(str(folder / "labels.safetensors"))
        written = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        weights = {name.removeprefix("network."): tensors[name] for name in tensors if name.startswith("network.")}
        return cls(written["labels"], LinearModel.restore(tensors, written), weights, settings)


def softmax(scores: Array) -> Array:
    likely = np.exp(scores - scores.max())
    return np.asarray(likely / likely.sum())


def train_labels(texts: Sequence[str], labels: Sequence[str], vectors: WordVectors, settings: Settings) -> LabelModel:
    from nlu.labels.network_training import train_network

    names = sorted(set(labels))
    places = {name: place for place, name in enumerate(names)}
    targets = np.array([places[label] for label in labels])
    noise = Noise(settings.seed)
    clean = [words_of(text) for text in texts]
    report(f"Demandes : modèle linéaire et réseau de neurones, {len(texts)} messages et {len(names)} libellés…")
    # Both spend their time outside Python, so that two cores serve them at once.
    with ThreadPoolExecutor(1) as beside:
        linear = beside.submit(train_linear, clean, targets, settings.softness)
        noisy = [[words_of(noise.rewrite(text)) for text in texts] for _ in range(settings.versions - 1)]
        weights = train_network([clean, *noisy], targets, vectors, settings.steps, settings.seed)
    half = {name: value.astype(np.float16) if name == "pieces" else value for name, value in weights.items()}
    return LabelModel(names, linear.result(), half, settings)
