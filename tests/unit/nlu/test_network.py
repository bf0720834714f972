"""The network is trained with JAX and read with NumPy: both must say the same."""

import numpy as np

from nlu.labels import network_training
from nlu.labels.network import Network
from nlu.vectors import WordVectors


def test_numpy_reads_what_jax_learned(spacy_model, monkeypatch):
    monkeypatch.setattr(network_training, "_DROPPED", 0.0)
    monkeypatch.setattr(network_training, "_WORDS_DROPPED", 0.0)
    vectors = WordVectors(spacy_model.model.vocab)
    messages = [["un", "trou"], ["le", "lampadaire", "clignote", "xyzzy"]]
    parameters = network_training._first_parameters(network_training.jax.random.PRNGKey(0), 3)
    vocabulary = network_training.Vocabulary.of(messages, vectors)
    batch = network_training._batch([vocabulary.encode(each) for each in messages], np.array([0, 1]), vocabulary)
    learned = network_training._scores(parameters, list(batch.arrays()[:-1]), network_training.jax.random.PRNGKey(1))
    weights = {name: np.asarray(value) for name, value in parameters.items()}
    read = [Network(weights, vectors).read(message).scores(0, len(message)) for message in messages]
    np.testing.assert_allclose(read, np.asarray(learned), atol=1e-4)
