"""The reading of the training data: Rasa's own, which reads every file twice and copies all messages at each merge."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method


class ReadOnceImporter(RasaFileImporter):  # type: ignore[misc]
    """Rasa's importer of files, which remembers the messages that it read."""

    @cached_method  # type: ignore[untyped-decorator]
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The messages of all files."""
        return super().get_nlu_data(language)


def _copy(message: Message, known: dict[int, Any]) -> Message:
    """What `copy.deepcopy` makes of a message as it was read, without visiting every value of it."""
    copied = object.__new__(type(message))
    copied.__dict__.update(message.__dict__)
    copied.data = {name: dict(value) if isinstance(value, dict) else value for name, value in message.data.items()}
    if ENTITIES in copied.data:
        copied.data[ENTITIES] = [dict(entity) for entity in copied.data[ENTITIES]]
    copied.features, copied.output_properties = list(message.features), set(message.output_properties)
    return copied


Message.__deepcopy__ = _copy
# Equal messages have the same text; Rasa hashes all that a message holds, some thirty times over.
Message.__hash__ = lambda message: hash(message.data.get(TEXT))
# What Rasa's cache of trained parts asks for; the whole is trained each time (`nlu.training`), and nobody asks again.
TrainingData.fingerprint = lambda _data: uuid4().hex
