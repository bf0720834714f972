import pytest

from bot.settings import DEMO_TERRITORY
from nlu.evaluation.example import DATA, DataError
from nlu.evaluation.known_labels import known_labels
from nlu.evaluation.validate import read_sound


def test_the_examples_present_bear_known_labels_and_every_label_has_some():
    labels = known_labels(DEMO_TERRITORY)
    assert {example.label for example in read_sound(DATA, labels)} == labels


def test_the_first_fault_is_wrong_use_and_says_file_and_line(tmp_path):
    (tmp_path / "voirie.yml").write_text("nlu:\n- intent: signaler/trou\n  examples: |\n    - un trou\n", "utf-8")
    with pytest.raises(DataError, match=r"voirie\.yml, ligne 4 : le libellé « signaler/trou » est inconnu") as refusal:
        read_sound(tmp_path, known_labels(DEMO_TERRITORY))
    assert refusal.value.status == 2
