import numpy as np
import pytest

from nlu.evaluation.splits import read_marked
from nlu.labels.cuts import cuts
from nlu.labels.splitter import Splitter

LABELS = ["signaler/nid_de_poule", "demander/passeport_demande", "saluer"]


def probabilities(text: str) -> np.ndarray:
    """A model that knows three words."""
    seen = np.array(["trou" in text, "passeport" in text, "bonjour" in text], dtype=np.float32) + 0.005
    return seen / seen.sum()


@pytest.fixture
def splitter() -> Splitter:
    return Splitter(LABELS, probabilities)


def split(splitter: Splitter, text: str) -> list[tuple[str, str]]:
    parts = splitter.split(text, probabilities(text))
    return [(LABELS[part.label], text[part.start : part.end]) for part in parts]


def test_two_requests_are_parted_in_their_order(splitter):
    text = "il y a un gros trou devant chez moi rue Pasteur. Sinon comment je refais mon passeport périmé"
    assert [label for label, _ in split(splitter, text)] == ["signaler/nid_de_poule", "demander/passeport_demande"]


def test_one_request_told_at_length_is_left_whole(splitter):
    text = "il y a un gros trou devant chez moi. Et le trou grandit. Mon vélo y est resté, dans ce trou."
    assert split(splitter, text) == [("signaler/nid_de_poule", text)]


def test_a_greeting_is_no_request_of_its_own(splitter):
    text = "bonjour madame la maire, il y a un trou dans la rue"
    assert len(split(splitter, text)) == 1


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("deux mots. deux mots", ["sentence"]), ("un mot et un mot", ["joining"]), ("a b c", []), ("", [])],
)
def test_a_cut_leaves_two_words_on_each_side(text, kinds):
    assert [cut.kind for cut in cuts(text)] == kinds


def test_marked_messages_give_their_parts_and_what_no_label_can_part_is_left_out(tmp_path):
    file = tmp_path / "several.txt"
    file.write_text("# deux demandes\nun trou rue Pasteur | et mon passeport\nun trou ici | un trou là\n\n", "utf-8")
    (question,) = read_marked(file, LABELS, probabilities)
    assert question.text == "un trou rue Pasteur et mon passeport"
    assert question.labels == ("signaler/nid_de_poule", "demander/passeport_demande")
