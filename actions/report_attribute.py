"""The answers to a service's questions: a choice of the list, else the resident's words."""

from __future__ import annotations

import re

from rapidfuzz import fuzz
from rapidfuzz.process import extractOne
from rapidfuzz.utils import default_process

from actions.report_draft import SKIPPED, ReportDraft
from actions.turn import Turn
from actions.utterance import Utterance
from bot.territory.catalogue import Question

LEAST_LIKENESS = 75
MOST_BARE_WORDS = 2
SURE = 0.5
BARE = ("affirmer", "nier", "passer")
YES_OR_NO = re.compile(r"\W*(oui|non)\b", re.IGNORECASE)
NOTHING = re.compile(
    r"\W*(?:non|nan|aucune?|rien|pas de|(?:j['’]?|y ?en ?|il y ?)?a(?:i)? pas)\b"
    r"|\W*(?:pass(?:er?|ons)|suivante?|jsp)\W*$",
    re.IGNORECASE,
)


def read_attribute(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The answer to the open question; nothing to say skips it, « oui » to « lequel ? » asks again."""
    question = draft.open_question(turn.territory)
    if question is None:
        return draft
    if question.values:
        return _listed(turn, draft, question, utterance)
    if utterance.intent == "affirmer" and not draft.tries and _is_bare(utterance):
        return draft.stumbled()
    skipped = (utterance.intent in BARE and utterance.intent_confidence >= SURE) or NOTHING.match(utterance.text)
    return answered(turn, draft, SKIPPED if skipped else utterance.text)


def answered(turn: Turn, draft: ReportDraft, text: str) -> ReportDraft:
    """The draft with the answer to the open question; the key of a listed value becomes its name."""
    question = draft.open_question(turn.territory)
    if question is None:
        return draft
    names = {value.key: value.name for value in question.values}
    return draft.progressed(attributes={**(draft.attributes or {}), question.code: names.get(text, text)})


def nearest_value(question: Question, text: str) -> str | None:
    """The key of the listed value that the words name, typos allowed; None when none does."""
    names = {value.key: value.name for value in question.values}
    found = extractOne(text, names, processor=default_process, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    if found is not None:
        return str(found[2])
    word = YES_OR_NO.match(text)
    keys = [key for key, name in names.items() if word and name.casefold().startswith(word[1].casefold())]
    return keys[0] if len(keys) == 1 else None


def _listed(turn: Turn, draft: ReportDraft, question: Question, utterance: Utterance) -> ReportDraft:
    key = nearest_value(question, utterance.text)
    if key is not None:
        return answered(turn, draft, key)
    if utterance.intent in BARE and _is_bare(utterance):
        # What is required is asked once more before it is left open.
        return draft.stumbled() if question.required and not draft.tries else answered(turn, draft, SKIPPED)
    return answered(turn, draft, utterance.text)


def _is_bare(utterance: Utterance) -> bool:
    return utterance.intent == "passer" or len(utterance.text.split()) <= MOST_BARE_WORDS
