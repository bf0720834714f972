"""The choice among a response's variants: what was just said is not said again in the same words.

Rasa draws a variant at random. Here it is the first one, in the order of the file, whose words were not
said lately; when all were, the one said longest ago. What must be said twice running, since there is no
other way to say it, is said as a repetition.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

LATELY = 8  # sentences
AGAIN = "utter_again"


class Wording(TemplatedNaturalLanguageGenerator):  # type: ignore[misc]
    """The domain's responses, without repetition."""

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **values: Any
    ) -> dict[str, Any] | None:
        """The response to say now; None when the domain has none of this name."""
        slots = tracker.current_slot_values()
        variants = [
            self._fill_response(deepcopy(variant), slots, **values) for variant in self.responses.get(utter_action, ())
        ]
        said = list(islice(_said(tracker), LATELY))
        chosen = max(variants, key=lambda variant: _age(variant.get("text"), said), default=None)
        if chosen is not None and chosen.get("text") in _said_in_last_turn(tracker):
            chosen["text"] = self.responses[AGAIN][0]["text"].format(text=chosen["text"])
        return chosen


def _said(tracker: DialogueStateTracker) -> Iterator[str]:
    """What the assistant said, the latest first."""
    return (event.text for event in reversed(tracker.events) if isinstance(event, BotUttered) and event.text)


def _said_in_last_turn(tracker: DialogueStateTracker) -> set[str]:
    """What was said since the message before the present one."""
    messages, waits, said = 0, 0, set()
    for event in reversed(tracker.events):
        messages += isinstance(event, UserUttered)
        waits += isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
        if messages > 1 or waits > 1:
            break
        if isinstance(event, BotUttered) and event.text:
            said.add(event.text)
    return said


def _age(text: str | None, said: list[str]) -> int:
    """How many sentences ago the text was said, the longest for one that was not."""
    return said.index(text) if text in said else LATELY
