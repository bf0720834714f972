"""What the resident just did: words with their understanding, a position, a photo or a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

CHOICES = ("choisir", "choisir_sujet")


@dataclass(frozen=True)
class Candidate:
    """A label with the confidence given to it."""

    label: str
    confidence: float


@dataclass(frozen=True)
class Utterance:
    """The latest message. `choice` holds what a pressed button stands for.

    `confidence` is that of the label; `intent_confidence` that of the intent, all its codes together.
    """

    text: str
    intent: str
    label: str
    confidence: float
    intent_confidence: float
    ranking: tuple[Candidate, ...]
    entities: tuple[Mapping[str, Any], ...]
    requests: tuple[Mapping[str, Any], ...]
    choice: Mapping[str, Any]
    location: tuple[float, float] | None
    photo: str | None
    photo_position: tuple[float, float] | None = None

    @property
    def code(self) -> str:
        """The part of the label after the slash, empty for an intent without codes."""
        return self.label.partition("/")[2]

    def values(self, *kinds: str, new: bool = False) -> list[str]:
        """Texts of the entities of these kinds; with `new`, only a correction's new values."""
        return [
            entity["value"]
            for entity in self.entities
            if entity["entity"] in kinds and (not new or entity.get("role") == "nouveau")
        ]

    def contact(self) -> dict[str, str]:
        """The e-mail and the telephone number that were told, the last of each."""
        kinds = {"email": self.values("email"), "phone": self.values("telephone")}
        return {kind: values[-1] for kind, values in kinds.items() if values}

    def codes(self, intent: str, least: float = 0.0) -> list[str]:
        """Codes of `intent` in the ranking, best first, with a confidence of at least `least`."""
        return [
            candidate.label.partition("/")[2]
            for candidate in self.ranking
            if candidate.label.startswith(f"{intent}/") and candidate.confidence >= least
        ]


def read_utterance(tracker: Tracker) -> Utterance:
    """The latest message of the tracker."""
    message = tracker.latest_message
    intent = message.get("intent") or {}
    name = intent.get("name") or ""
    metadata = message.get("metadata") or {}
    entities = tuple(message.get("entities") or ())
    label = intent.get("full_retrieval_intent_name") or name
    ranking = tuple(Candidate(row["label"], row["confidence"]) for row in message.get("labels") or ())
    return Utterance(
        text=message.get("text") or "",
        intent=name,
        label=label,
        confidence=_confidence(label, ranking, intent),
        intent_confidence=float(intent.get("confidence") or 0.0),
        ranking=ranking,
        entities=entities,
        requests=tuple(message.get("requests") or ()),
        choice={entity["entity"]: entity["value"] for entity in entities}
        if name in ("choisir", "choisir_sujet")
        else {},
        location=tuple(metadata["location"]) if metadata.get("location") else None,
        photo=metadata.get("photo") or next((item["value"] for item in entities if item["entity"] == "photo"), None),
        photo_position=tuple(metadata["photo_position"]) if metadata.get("photo_position") else None,
    )


def _confidence(label: str, ranking: tuple[Candidate, ...], intent: Mapping[str, Any]) -> float:
    ranked = (candidate.confidence for candidate in ranking if candidate.label == label)
    return next(ranked, float(intent.get("confidence") or 0.0))


def comes_back(tracker: Tracker) -> bool:
    """Whether the form resumes after it rejected this same message (a digression was answered)."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action_execution_rejected":
            return True
    return False
