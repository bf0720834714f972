"""How the network learns: Adam over small batches of messages of like length, each epoch in another hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from nlu.arrays import Array
from nlu.labels.network import BUCKETS, HEADS, MOST_PIECES, MOST_WORDS, Weights, meaning_rows, piece_buckets
from nlu.progress import report
from nlu.vectors import WordVectors

Tensor = Any  # jax.Array, which has no stubs at the version that TensorFlow holds
Parameters = dict[str, Tensor]

_WIDTH, _WINDOWS, _BATCH = 128, 256, 64
_RATE, _DECAY, _DROPPED, _WORDS_DROPPED, _SMOOTHING = 2e-3, 1e-4, 0.5, 0.15, 0.1
_WARM_UP = 100
# Few shapes of batches, since each is compiled: how many words a message holds, and how many different
# words the batch holds.
_LENGTHS = {12: 512, 24: 896, 48: 1536, MOST_WORDS: 2560}


@dataclass(frozen=True)
class Vocabulary:
    """Every word met in training, as what the network reads of it. Word 0 is the empty word."""

    meanings: Array
    buckets: Array
    shares: Array
    places: dict[str, int]

    @classmethod
    def of(cls, messages: Sequence[list[str]], vectors: WordVectors) -> Vocabulary:
        words = ["", *sorted({word for message in messages for word in message} - {""})]
        buckets = np.zeros((len(words), MOST_PIECES), dtype=np.int32)
        shares = np.zeros((len(words), MOST_PIECES), dtype=np.float32)
        for place, word in enumerate(words[1:], 1):
            found = piece_buckets(word)
            buckets[place, : len(found)] = found
            shares[place, : len(found)] = 1 / len(found)
        return cls(meaning_rows(words, vectors), buckets, shares, {word: place for place, word in enumerate(words)})

    def encode(self, message: list[str]) -> list[int]:
        return [self.places[word] for word in message[:MOST_WORDS]] or [0]


@dataclass(frozen=True)
class Batch:
    words: Array
    present: Array
    meanings: Array
    buckets: Array
    shares: Array
    targets: Array

    def arrays(self) -> tuple[Array, ...]:
        return self.words, self.present, self.meanings, self.buckets, self.shares, self.targets


def train_network(
    versions: Sequence[Sequence[list[str]]], targets: Array, vectors: WordVectors, steps: int, seed: int
) -> Weights:
    """Learn from the messages in each of their `versions`, one an epoch, for about `steps` batches."""
    vocabulary = Vocabulary.of([message for version in versions for message in version], vectors)
    encoded = [[vocabulary.encode(message) for message in version] for version in versions]
    epochs = max(1, round(steps * _BATCH / len(targets)))
    draws = np.random.default_rng(seed)
    parameters = _first_parameters(jax.random.PRNGKey(seed), int(targets.max()) + 1)
    state: Any = (parameters, _zeros(parameters), _zeros(parameters))
    key, done, total = jax.random.PRNGKey(seed + 1), 0, epochs * -(-len(targets) // _BATCH)
    for epoch in range(epochs):
        for batch in _batches(encoded[epoch % len(encoded)], targets, vocabulary, draws):
            done += 1
            key, chance = jax.random.split(key)
            rate = _RATE * min(1.0, done / _WARM_UP) * (1.0 - done / (1.03 * total))
            state = _step(state, done, batch.arrays(), chance, rate)
        report(f"  réseau : passage {epoch + 1} sur {epochs}")
    return {name: np.asarray(value) for name, value in state[0].items()}


def _batches(
    encoded: list[list[int]], targets: Array, vocabulary: Vocabulary, draws: np.random.Generator
) -> Iterator[Batch]:
    """Messages of like length together, in an order drawn anew."""
    lengths = np.array([len(message) for message in encoded])
    order = draws.permutation(len(encoded))
    span = _BATCH * 16
    for start in range(0, len(order), span):
        chunk = order[start : start + span]
        chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
        groups = [chunk[at : at + _BATCH] for at in range(0, len(chunk), _BATCH)]
        for place in draws.permutation(len(groups)):
            group = groups[place]
            if len(group) < _BATCH:
                group = np.concatenate([group, draws.choice(len(encoded), _BATCH - len(group))])
            yield _batch([encoded[index] for index in group], targets[group], vocabulary)


def _batch(messages: list[list[int]], targets: Array, vocabulary: Vocabulary) -> Batch:
    longest = max(len(message) for message in messages)
    length = next(size for size in _LENGTHS if size >= longest)
    words = np.zeros((len(messages), length), dtype=np.int32)
    for row, message in enumerate(messages):
        words[row, : len(message)] = message
    different, places = np.unique(words, return_inverse=True)
    room = _LENGTHS[length]
    while room < len(different):
        room *= 2
    different = np.concatenate([different, np.zeros(room - len(different), dtype=different.dtype)])
    return Batch(
        places.reshape(words.shape).astype(np.int32),
        (words > 0).astype(np.float32),
        vocabulary.meanings[different],
        vocabulary.buckets[different],
        vocabulary.shares[different],
        targets,
    )


def _first_parameters(key: Tensor, labels: int) -> Parameters:
    keys = iter(jax.random.split(key, 5))

    def drawn(shape: tuple[int, ...], scale: float) -> Tensor:
        return jax.random.normal(next(keys), shape) * scale

    width = 300
    return {
        "meaning": drawn((width, _WIDTH), width**-0.5),
        "pieces": drawn((BUCKETS, _WIDTH), 0.05),
        "windows": drawn((3, _WIDTH, _WINDOWS), (3 * _WIDTH) ** -0.5),
        "windows_bias": jnp.zeros(_WINDOWS),
        "attention": drawn((_WIDTH, HEADS), _WIDTH**-0.5),
        "out": drawn((_WINDOWS + 2 * _WIDTH, labels), 0.05),
        "out_bias": jnp.zeros(labels),
    }


def _zeros(parameters: Parameters) -> Parameters:
    return {name: jnp.zeros_like(value) for name, value in parameters.items()}


@jax.jit
def _step(state: Any, done: Tensor, batch: Any, key: Tensor, rate: Tensor) -> Any:
    """One step of Adam with decoupled decay of the weights."""
    parameters, means, squares = state
    slopes = jax.grad(_loss)(parameters, batch, key)
    everywhere: Callable[..., Any] = jax.tree_util.tree_map
    means = everywhere(lambda mean, slope: 0.9 * mean + 0.1 * slope, means, slopes)
    squares = everywhere(lambda square, slope: 0.99 * square + 0.01 * slope * slope, squares, slopes)
    fresh_mean, fresh_square = 1 - 0.9**done, 1 - 0.99**done

    def moved(weight: Tensor, mean: Tensor, square: Tensor) -> Tensor:
        return weight * (1 - rate * _DECAY) - rate * (mean / fresh_mean) / (jnp.sqrt(square / fresh_square) + 1e-8)

    return everywhere(moved, parameters, means, squares), means, squares


def _loss(parameters: Parameters, batch: Any, key: Tensor) -> Tensor:
    *message, targets = batch
    scores = _scores(parameters, message, key)
    labels = scores.shape[1]
    wanted = jax.nn.one_hot(targets, labels) * (1 - _SMOOTHING) + _SMOOTHING / labels
    return -(wanted * jax.nn.log_softmax(scores)).sum(axis=1).mean()


def _scores(parameters: Parameters, message: list[Tensor], key: Tensor) -> Tensor:
    """The same computation as `Network.scores`, for a batch, with words and traits dropped by chance."""
    words, present, meanings, buckets, shares = message
    words_key, traits_key = jax.random.split(key)
    learned = jnp.einsum("wp,wpe->we", shares, parameters["pieces"][buckets])
    embedded = (meanings @ parameters["meaning"] + learned)[words]
    kept = jax.random.bernoulli(words_key, 1 - _WORDS_DROPPED, present.shape)
    there = present[..., None]
    embedded = jnp.tanh(embedded * kept[..., None] / (1 - _WORDS_DROPPED)) * there
    features = jnp.concatenate(
        [
            _windows(parameters, embedded, there),
            _attention(parameters, embedded, there),
            jnp.where(there > 0, embedded, -1).max(axis=1),
        ],
        axis=1,
    )
    kept = jax.random.bernoulli(traits_key, 1 - _DROPPED, features.shape)
    return features * kept / (1 - _DROPPED) @ parameters["out"] + parameters["out_bias"]


def _windows(parameters: Parameters, embedded: Tensor, there: Tensor) -> Tensor:
    padded = jnp.pad(embedded, ((0, 0), (1, 1), (0, 0)))
    length = embedded.shape[1]
    seen = sum(padded[:, at : at + length] @ parameters["windows"][at] for at in range(3))
    return jnp.where(there > 0, jax.nn.relu(seen + parameters["windows_bias"]), 0).max(axis=1)


def _attention(parameters: Parameters, embedded: Tensor, there: Tensor) -> Tensor:
    heat = jax.nn.softmax(jnp.where(there > 0, embedded @ parameters["attention"], -1e9), axis=1)
    parts = embedded.reshape(*embedded.shape[:2], HEADS, -1)
    return jnp.einsum("blh,blhe->bhe", heat, parts).reshape(len(embedded), -1)
