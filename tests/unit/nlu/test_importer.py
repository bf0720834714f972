"""The reading of the training data gives what Rasa's own gives."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message

from nlu.importer import ReadOnceImporter

DATA = """
version: "3.1"
nlu:
  - intent: signaler/nid_de_poule
    examples: |
      - un trou devant le [12 rue Pasteur](adresse)
      - la chaussée s’effondre
"""


@pytest.fixture
def importers(tmp_path: Path) -> tuple[RasaFileImporter, RasaFileImporter]:
    (tmp_path / "data.yml").write_text(DATA, encoding="utf-8")
    folders = [str(tmp_path)]
    return RasaFileImporter(training_data_paths=folders), ReadOnceImporter(training_data_paths=folders)


def test_the_same_messages_are_read(importers: tuple[RasaFileImporter, RasaFileImporter]) -> None:
    stock, ours = (importer.get_nlu_data().training_examples for importer in importers)
    assert [message.data for message in ours] == [message.data for message in stock]


def test_files_are_read_once(importers: tuple[RasaFileImporter, RasaFileImporter]) -> None:
    _, ours = importers
    assert ours.get_nlu_data() is ours.get_nlu_data()


def test_a_copied_message_is_its_own() -> None:
    message = Message({"text": "au 12", "entities": [{"entity": "adresse", "start": 3, "end": 5, "value": "12"}]})
    copied = deepcopy(message)
    assert copied == message
    copied.get("entities")[0]["value"] = "14"
    copied.set("intent", "aide", add_to_output=True)
    assert message.get("entities")[0]["value"] == "12"
    assert message.get("intent") is None
    assert "intent" not in message.output_properties
