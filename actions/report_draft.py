"""The report being written: what the resident said of it so far, kept in the tracker's slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from bot.requests.service_request import NewRequest, Place
from bot.territory.catalogue import Question, Service
from bot.territory.territory import Territory

SKIPPED = ""
LONG_PAUSE = timedelta(hours=8)
KIND, PLACE, PLACE_DETAIL, SAME, ATTRIBUTES, CONSENT = (
    "service_code",
    "place",
    "place_detail",
    "same_as",
    "attributes",
    "consent",
)


@dataclass(frozen=True)
class ReportDraft:
    """One report on its way. Each field is the slot of the same name.

    `place` holds the fields of `Place`, `precise` and `street`. `same_as` is the open request that this
    one may repeat, the empty string once it is known to be another. `attributes` maps question codes to
    answers, skipped ones to the empty string. `replacing` says that another place is looked for while the
    known one is kept. `proposals` are the places or kinds on offer. `asking` is the response (and its
    values) that puts the next question, when it is not the usual one. `pending` are the other requests of
    the same message, as the understanding gave them. `added` are the words that came after the description,
    one entry a message. `seen_at` is when it was last spoken of (ISO 8601).
    """

    service_code: str | None = None
    place: Mapping[str, Any] | None = None
    place_detail: str | None = None
    same_as: str | None = None
    attributes: Mapping[str, str] | None = None
    consent: bool | None = None
    replacing: bool | None = None
    description: str | None = None
    added: tuple[str, ...] | None = None
    media: tuple[str, ...] | None = None
    contact: Mapping[str, str | None] | None = None
    proposals: tuple[Any, ...] | None = None
    asking: Mapping[str, Any] | None = None
    pending: tuple[Mapping[str, Any], ...] | None = None
    tries: int | None = None
    seen_at: str | None = None

    def service(self, territory: Territory) -> Service | None:
        """The catalogue's service, None while the kind is unknown."""
        return territory.services.get(self.service_code) if self.service_code else None

    def open_question(self, territory: Territory) -> Question | None:
        """The first question of the service that was neither answered nor skipped."""
        service = self.service(territory)
        answered = self.attributes or {}
        questions = service.questions if service else ()
        return next((question for question in questions if question.code not in answered), None)

    def next_slot(self, territory: Territory) -> str | None:
        """What to ask now; None when everything is known and agreed to, or the report is refused."""
        if self.consent is False:
            return None
        if self.service(territory) is None:
            return KIND
        if self.place is None or self.replacing:
            return PLACE
        if not self.place["precise"] and self.place_detail is None:
            return PLACE_DETAIL
        if self.same_as:
            return SAME if self.consent is None else None
        if self.open_question(territory) is not None:
            return ATTRIBUTES
        return CONSENT if self.consent is None else None

    def progressed(self, **changes: Any) -> ReportDraft:
        """The draft after an answer that brought something."""
        return replace(self, **{"tries": None, "proposals": None, "asking": None, "replacing": None, **changes})

    def stumbled(self, response: str | None = None, **values: Any) -> ReportDraft:
        """The draft after an answer that was not understood; `response` asks again, in other words."""
        asking = {"response": response, **values} if response else None
        return replace(self, tries=(self.tries or 0) + 1, proposals=None, asking=asking)

    def with_detail(self, text: str) -> ReportDraft:
        """The draft with words added, which the summary shows."""
        return self.progressed(added=(*(self.added or ()), text))

    def told_more(self, text: str) -> ReportDraft:
        """The draft with words that tell what is wrong, which the summary shows as its kind."""
        return replace(self, description="\n".join(filter(None, (self.description, text))))

    def words(self) -> str:
        """All that was said of the problem."""
        return "\n".join(filter(None, (self.description, *(self.added or ()))))

    def told_contact(self) -> dict[str, str]:
        """The e-mail and the telephone number that were given."""
        return {kind: text for kind, text in (self.contact or {}).items() if text}

    def asks(self, *responses: str) -> bool:
        """Whether the question on show is one of these responses."""
        return bool(self.asking and self.asking["response"] in responses)

    def is_worth_keeping(self) -> bool:
        """Whether something would be lost by forgetting the draft."""
        return bool(self.service_code or self.words() or self.media)

    def was_left(self, now: datetime) -> bool:
        """Whether it was last spoken of so long ago that it needs to be recalled."""
        return self.seen_at is not None and now - datetime.fromisoformat(self.seen_at) > LONG_PAUSE

    def with_kind(self, code: str) -> ReportDraft:
        """The draft of another kind: what was answered to the questions of the former one is gone."""
        return self.progressed(service_code=code, attributes=None, same_as=None)

    def at(self, place: Mapping[str, Any], **changes: Any) -> ReportDraft:
        """The draft at this place, whose detail is not known yet."""
        return self.progressed(**{"place": place, "place_detail": None, "same_as": None, **changes})

    def full_place(self) -> Place:
        """The place with the detail that was added to it."""
        known = dict(self.place or {})
        known.pop("precise", None), known.pop("street", None)
        notes = [note for note in (known.pop("note", None), self.place_detail) if note]
        return Place(**known, note=", ".join(notes) or None)

    def as_new_request(self, conversation_id: str) -> NewRequest:
        """The draft as the register takes it. The kind and the place are known by then."""
        return NewRequest(
            service_code=str(self.service_code),
            description=self.words(),
            place=self.full_place(),
            conversation_id=conversation_id,
            attributes={code: text for code, text in (self.attributes or {}).items() if text != SKIPPED},
            media=tuple(self.media or ()),
            contact=self.contact,
        )

    def events_after(self, before: ReportDraft) -> list[dict[str, Any]]:
        """Events that write into the slots what changed since `before`.

        `tries` is always written: a form that sets no slot takes the message for one about something else.
        """
        old = _values(before)
        return [
            SlotSet(name, _plain(value))
            for name, value in _values(self).items()
            if value != old[name] or name == "tries"
        ]


def read_draft(tracker: Tracker) -> ReportDraft:
    """The draft in the tracker's slots."""
    slots = {field.name: tracker.slots.get(field.name) for field in fields(ReportDraft)}
    for name in ("added", "media", "proposals", "pending"):
        slots[name] = tuple(slots[name]) if slots[name] else None
    return ReportDraft(**slots)


def _values(draft: ReportDraft) -> dict[str, Any]:
    return {field.name: getattr(draft, field.name) for field in fields(draft)}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
