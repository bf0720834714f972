from pathlib import Path

import pytest

from nlu.evaluation.contest import ContestError, contest, measure_pipeline
from nlu.evaluation.example import Example

PIPELINE = """
recipe: default.v1
language: fr
pipeline:
  - name: WhitespaceTokenizer
  - name: CountVectorsFeaturizer
  - name: LogisticRegressionClassifier
"""


def no_examples() -> list[Example]:
    raise AssertionError("nothing is read before the files are known to exist")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ContestError, match=r"absent\.tar\.gz n’existe pas"):
        contest(tmp_path / "absent.tar.gz", tmp_path / "autre.yml", no_examples)


def test_a_model_is_not_set_against_a_pipeline(tmp_path):
    model, pipeline = tmp_path / "m.tar.gz", tmp_path / "p.yml"
    model.touch()
    pipeline.touch()
    with pytest.raises(ContestError, match="deux chaînes"):
        contest(model, pipeline, no_examples)


@pytest.mark.slow
def test_a_stock_pipeline_is_trained_and_measured(tmp_path):
    lessons = {"signaler/graffiti_tag": "tag sur le mur", "demander/passeport_demande": "refaire mon passeport"}
    examples = [
        Example(f"{text} {turn}", label, (), Path("data.yml"), turn)
        for label, text in lessons.items()
        for turn in range(6)
    ]
    pipeline = tmp_path / "pipeline.yml"
    pipeline.write_text(PIPELINE, encoding="utf-8")
    figures = measure_pipeline(pipeline, examples, examples)
    assert figures["top1"] == 1.0
    assert min(figures["training_seconds"], figures["training_megabytes"], figures["parse_megabytes"]) > 0
