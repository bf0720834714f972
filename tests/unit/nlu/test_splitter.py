from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest

from nlu.evaluation.answers import Question
from nlu.evaluation.splits import fit_splits, of_questions, read_marked
from nlu.labels.cuts import cuts
from nlu.labels.model import Settings, train_labels
from nlu.labels.reading import MessageReading
from nlu.labels.splitter import Splitter
from nlu.labels.terms import words_of
from nlu.vectors import WordVectors
from tests.unit.nlu.conftest import LESSONS

LABELS = ["signaler/nid_de_poule", "demander/passeport_demande", "saluer"]


@dataclass
class Reading:
    """As a model that knows three words reads."""

    text: str

    def __post_init__(self):
        self.length, self.cuts = len(self.text), cuts(self.text)

    def probabilities(self, start, end):
        part = self.text[start:end]
        seen = np.array(["trou" in part, "passeport" in part, "bonjour" in part], dtype=np.float32) + 0.005
        return seen / seen.sum()

    def words(self, start, end):
        return words_of(self.text[start:end])


def split(text: str) -> list[tuple[str, str]]:
    parts = Splitter(LABELS).split(Reading(text))
    return [(LABELS[part.label], text[part.start : part.end]) for part in parts]


def test_two_requests_are_parted_in_their_order():
    text = "il y a un gros trou devant chez moi rue Pasteur. Sinon comment je refais mon passeport périmé"
    assert [label for label, _ in split(text)] == ["signaler/nid_de_poule", "demander/passeport_demande"]


def test_one_request_told_at_length_is_left_whole():
    text = "il y a un gros trou devant chez moi. Et le trou grandit. Mon vélo y est resté, dans ce trou."
    assert split(text) == [("signaler/nid_de_poule", text)]


def test_a_greeting_is_no_request_of_its_own():
    text = "bonjour madame la maire, il y a un trou dans la rue"
    assert len(split(text)) == 1


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("deux mots. deux mots", ["sentence"]),
        ("un mot et un mot", ["joining"]),
        ("gros trou ici la lampe clignote", ["opening"]),
        ("a b c", []),
        ("", []),
    ],
)
def test_a_cut_leaves_two_words_on_each_side(text, kinds):
    assert [cut.kind for cut in cuts(text)] == kinds


def test_a_hostile_message_has_a_bounded_number_of_cuts():
    assert len(cuts("un mot, " * 200)) <= 40


def test_a_part_is_read_as_if_it_were_the_whole_message(spacy_model):
    vectors = WordVectors(spacy_model.model.vocab)
    texts = [text for examples in LESSONS.values() for text in examples] * 3
    labels = [label for label, examples in LESSONS.items() for _ in examples] * 3
    model = train_labels(texts, labels, vectors, Settings(steps=60, versions=1))
    text = "Bonjour, un trou énorme rue Pasteur et comment refaire mon passeport ? C’est périmé"
    reading = MessageReading(text, model, vectors)
    bounds = sorted({0, len(text), *(cut.end for cut in reading.cuts), *(cut.start for cut in reading.cuts)})

    for start, end in [part for part in pairwise(bounds) if reading.words(*part)]:
        alone = MessageReading(text[start:end], model, vectors)
        np.testing.assert_allclose(reading.probabilities(start, end), alone.probabilities(0, alone.length), atol=1e-5)


def test_a_bar_marks_the_right_cut(tmp_path):
    file = tmp_path / "several.txt"
    file.write_text("# deux demandes\nun trou rue Pasteur | et mon passeport\nun trou, ici\n\n", "utf-8")
    double, simple = read_marked(file)
    reading = Reading(double.text)
    (sides,) = [each for each in Splitter(LABELS).sides(reading, 0, reading.length) if each.cut.kind == "joining"]

    assert double.text == "un trou rue Pasteur et mon passeport"
    assert double.is_several and double.is_right(sides)
    assert not simple.is_several and not simple.is_right(sides)


def test_the_weights_can_be_fitted_again(tmp_path):
    file = tmp_path / "several.txt"
    lines = [f"un trou rue numéro {n} | et mon passeport\nun trou et le passeport du trou {n}\n" for n in range(10)]
    file.write_text("".join(lines), "utf-8")
    judged = of_questions([Question("un gros trou, et mon passeport", tuple(LABELS[:2]))], LABELS)
    fit = fit_splits(read_marked(file), judged, LABELS, Reading)

    reading = Reading("un trou rue Pasteur et mon passeport")
    sides = next(Splitter(LABELS).sides(reading, 0, reading.length))
    assert len(fit.weights) == len(Splitter(LABELS).signs(reading, sides))
    assert all(0 <= share <= 1 for row in fit.shares for share in row)
