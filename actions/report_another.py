"""Another problem: beside the one in progress, in the same message, or after one just sent.

What is common is not asked again: « encore un autre au même endroit ».
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.locating import search
from actions.report_draft import ReportDraft
from actions.report_place import with_number
from actions.turn import Turn
from actions.utterance import Utterance
from bot.requests.register import get_head

ADDITION = re.compile(r"\b(?:aussi|en plus|egalement|également|(?:encore )?une? autre)\b", re.IGNORECASE)
ANOTHER = re.compile(
    r"\b(?:encore une?(?: autre)?|une? autre|un deuxi[eè]me|une deuxi[eè]me|pareil|m[eê]me (?:probl[eè]me|chose))\b",
    re.I,
)
SAME_PLACE = re.compile(
    r"\bm[eê]mes? (?:endroit|place|lieu|rue|adresse|coin|carrefour)\b|\bl[aà] aussi\b|\b[àa] c[oô]t[eé]\W*$", re.I
)
JOINING = re.compile(r"^\W*(?:(?:et|puis|sinon|aussi|ensuite|en plus)\b\W*)+", re.IGNORECASE)
EMAIL = re.compile(r"\W*\S+@\S+")
DIFFERENT = ""


def follows_another(text: str) -> bool:
    """Whether the words make sense only after another report."""
    return bool(ANOTHER.search(text) or SAME_PLACE.search(text))


def is_another_there(text: str) -> bool:
    """Whether the words tell of one more thing at the place of the report before: « encore un au même endroit »."""
    return bool(ANOTHER.search(text) and SAME_PLACE.search(text))


def with_what_is_common(turn: Turn, draft: ReportDraft, utterance: Utterance, reference: str | None) -> ReportDraft:
    """The draft with the kind and the place of the request just sent, when the words refer to them."""
    if reference is None or not follows_another(utterance.text):
        return draft
    before = get_head(turn.connection, reference)
    is_another = bool(ANOTHER.search(utterance.text))
    if draft.service_code is None and is_another:
        draft = draft.with_kind(before.service_code)
    if draft.place is None and before.place.words():
        draft = _at_common_place(turn, draft, utterance, before.place.words())
    return replace(draft, same_as=DIFFERENT)


def _at_common_place(turn: Turn, draft: ReportDraft, utterance: Utterance, words: str) -> ReportDraft:
    """The place of before, or another number in its street; elsewhere is for the resident to say."""
    known = search(turn, words).place
    if known is None:
        return draft
    at_number = with_number(turn, draft.at(known), utterance)
    if at_number is not None:
        return at_number
    return draft.at(known) if SAME_PLACE.search(utterance.text) else draft


def next_draft(turn: Turn, done: ReportDraft) -> ReportDraft:
    """The draft of the next request of the same message: its own place, or the common one."""
    following, *rest = done.pending or ()
    own = _own_place(following, done)
    located = search(turn, own) if own else None
    code = following["label"].partition("/")[2]
    return ReportDraft(
        service_code=code,
        place=done.place if located is None else located.place,
        place_detail=done.place_detail if located is None else None,
        same_as=DIFFERENT if code == done.service_code else None,
        proposals=located.proposals or None if located else None,
        description=following["text"],
        contact=done.contact,
        pending=tuple(rest) or None,
    )


def _own_place(following: Mapping[str, Any], done: ReportDraft) -> str:
    """The words of its place; a bare number is one of the street of before."""
    told = [entity["value"] for entity in following.get("entities", ()) if entity["entity"] in ("adresse", "lieu")]
    street = (done.place or {}).get("street")
    if len(told) == 2 and told[1].isdigit():
        return f"{told[1]} {told[0]}"
    return f"{told[0]} {street}" if told and street and told[0].isdigit() else " / ".join(told)


def is_report(request: Mapping[str, Any]) -> bool:
    """Whether one of the requests of a message is a problem to report."""
    return str(request["label"]).startswith("signaler/")


def plainly(words: str) -> str:
    """The words of a problem without those that joined it to another, « et aussi un banc », nor an e-mail."""
    return JOINING.sub("", EMAIL.sub("", words)).strip()


def as_pending(utterance: Utterance, code: str) -> Mapping[str, Any]:
    """The message as a request that waits for its turn."""
    return {"label": f"signaler/{code}", "text": utterance.text, "entities": list(utterance.entities)}
