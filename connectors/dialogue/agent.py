"""The agent: Rasa's, with its model run by a plain walk of the graph and its stores and actions ours."""

from __future__ import annotations

import gc
import tarfile
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from actions.turn import Turn, entered
from bot.conversations.outgoing import Reply
from bot.errors import ParvisError
from connectors.dialogue.context import in_context
from connectors.dialogue.distant_reading import DistantProcessor
from connectors.dialogue.in_process_actions import InProcessActions
from connectors.dialogue.lock_store import AsyncioLockStore
from connectors.dialogue.processor import TurnProcessor
from connectors.dialogue.replies import Replies
from connectors.dialogue.tracker_store import EventLogTrackerStore, storing
from connectors.dialogue.wording import Wording
from nlu.reader import Reader, never_command


class ModelUnreadable(ParvisError):
    """The model's file is missing, cut short or made by another version."""

    code = "modele_illisible"

    def __init__(self, path: Path) -> None:
        super().__init__(f"Le modèle {path.name} est absent ou illisible\u00a0: lancez «\u00a0make train\u00a0».")


class TownAgent(Agent):  # type: ignore[misc]
    """A Rasa agent that answers one message within a turn of ours, read by `reader` or else by itself."""

    def __init__(self, reader: Reader | None = None) -> None:
        self._reader = reader
        self.actions = InProcessActions()
        self.trackers = EventLogTrackerStore()
        super().__init__(
            tracker_store=self.trackers,
            lock_store=AsyncioLockStore(),
            action_endpoint=self.actions,
            generator=Wording({}),
        )
        # Rasa wraps the store so that a failed write goes on in memory; here it must undo the turn.
        self.tracker_store = self.trackers

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        """Load a model.

        Raises:
            ModelUnreadable: there is none at this path, or it cannot be read.
        """
        path = Path(model_path)
        parts = (self.tracker_store, self.lock_store, self.nlg, self.action_endpoint)
        try:
            if self._reader is None:
                self.processor = TurnProcessor(path, *parts)
            else:
                self.processor = DistantProcessor(path, *parts)
                self.processor.have_read_by(self._reader)
        except (OSError, tarfile.TarError, KeyError, ValueError) as error:
            raise ModelUnreadable(path) from error
        self.domain = self.processor.domain
        self.trackers.domain = self.domain
        self.nlg.responses = self.domain.responses
        self._set_fingerprint(fingerprint)

    async def understand(self, text: str) -> dict[str, Any]:
        """The understanding of a text that is data, never a command: a leading slash means nothing."""
        message = UserMessage(text=never_command(text))
        parsed: dict[str, Any] = await self.processor.parse_message(message)
        return {**parsed, "text": text}

    async def answer(self, turn: Turn, understood: dict[str, Any], metadata: dict[str, Any]) -> list[Reply]:
        """Answer one understood message inside the turn; everything joins its transaction.

        Raises:
            Exception: what an action raised; the caller undoes the transaction.
        """
        replies, self.actions.failure = Replies(), None
        message = UserMessage(
            text=understood["text"],
            output_channel=replies,
            sender_id=turn.conversation_id,
            parse_data=understood,
            metadata=metadata,
        )
        with entered(turn), storing(turn.connection):
            tracker = await self.trackers.retrieve(turn.conversation_id)
            message.parse_data = in_context(turn, tracker, understood, with_photo="photo" in metadata)
            await self.handle_message(message)
        if self.actions.failure is not None:
            raise self.actions.failure
        return replies.said


def load_agent(model: Path, reader: Reader | None = None) -> TownAgent:
    """The agent with its model loaded, all of it or, with a reader, what the dialogue needs.

    Raises:
        ModelUnreadable: see `TownAgent.load_model`.
    """
    agent = TownAgent(reader)
    agent.load_model(model)
    # What was loaded stays: the collector must not walk over it again and again (a third of a turn's time).
    gc.collect()
    gc.freeze()
    return agent
