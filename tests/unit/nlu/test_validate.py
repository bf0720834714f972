from pathlib import Path

import pytest

from bot.settings import DEMO_TERRITORY
from nlu.evaluation.example import DATA
from nlu.evaluation.known_labels import known_labels
from nlu.evaluation.validate import validate

LABELS = ["signaler/nid_de_poule", "saluer"]


def faults(folder: Path, *blocks: str) -> list[str]:
    (folder / "voirie.yml").write_text('version: "3.1"\nnlu:\n' + "".join(blocks), encoding="utf-8")
    return [str(fault) for fault in validate(folder, LABELS)]


def block(label: str, *examples: str) -> str:
    return f"- intent: {label}\n  examples: |\n" + "".join(f"    - {example}\n" for example in examples)


def test_clean_examples_have_no_fault(tmp_path):
    assert faults(tmp_path, block("saluer", "bonjour", "salut la mairie")) == []


@pytest.mark.parametrize(
    ("example", "reason"),
    [
        ("vive ${HOME}", "variable d’environnement"),
        ("au [12 rue Pasteur](adrese)", "« adrese » est inconnu"),
        ("au [12 rue Pasteur]", "n’a pas de type"),
        ("", "n’est pas vide"),
        ("un trou devant chez moi rue Pasteur", "« rue Pasteur » n’est pas annoté (adresse)"),
        ("bonjour", "contredit voirie.yml, ligne 5"),
    ],
)
def test_each_fault_is_one_sentence_with_file_line_and_reason(tmp_path, example, reason):
    (found,) = faults(tmp_path, block("saluer", "bonjour"), block("signaler/nid_de_poule", example))
    assert "voirie.yml, ligne 8 : " in found
    assert reason in found


def test_an_unknown_label_is_named(tmp_path):
    assert "« signaler/trou » est inconnu" in faults(tmp_path, block("signaler/trou", "ça creuse"))[0]


def test_unreadable_yaml_is_a_sentence_and_no_traceback(tmp_path):
    (found,) = faults(tmp_path, "- intent: [\n")
    assert "le YAML est illisible" in found


def test_a_near_twin_is_refused_though_it_is_not_equal(tmp_path):
    examples = (
        "ma roue est tombée dans un trou énorme devant la pharmacie et le pneu a éclaté net sur le bord",
        "Ma roue est tombée ds un trou énorme devant la pharmacie, et le pneu a éclaté net sur le bord !!!",
    )
    assert any("ressemble trop" in fault for fault in faults(tmp_path, block("signaler/nid_de_poule", *examples)))


def test_a_series_with_one_word_replaced_is_refused_from_the_fourth(tmp_path):
    examples = [f"je suis tombé dans un {thing} hier matin" for thing in ("trou", "creux", "cratère", "gouffre")]
    found = faults(tmp_path, block("signaler/nid_de_poule", *examples))
    assert any("ligne 8" in fault and "à un mot près" in fault for fault in found)


@pytest.mark.slow
def test_our_own_examples_are_sound():
    assert validate(DATA, known_labels(DEMO_TERRITORY, DEMO_TERRITORY)) == []
