"""The answers to a service's questions: a choice of the list, else the resident's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from rapidfuzz import fuzz
from rapidfuzz.process import extractOne
from rapidfuzz.utils import default_process

from actions.report_draft import SKIPPED, ReportDraft
from actions.turn import Turn
from actions.utterance import Utterance
from bot.knowledge.words import concepts, stem
from bot.territory.catalogue import Question

LEAST_LIKENESS = 75
SAME_WORD = 88
MOST_BARE_WORDS = 2
SURE = 0.5
WHICH = "utter_ask_which_one"
SKIP = {"title": "Je ne sais pas", "payload": "/passer"}
YES = re.compile(
    r"\W*(?:(?:oui|ouais|ouai|si|ok|yes|(?:il )?y en a une?)\b[\s,;.!]*)+(?:(?:c['’ ]?est|(?:il )?y a)\b\s*)?",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+")
WHETHER = re.compile(r"Y a-t-il (une?)\b")
NEGATED = re.compile(r"\b(?:pas|ni|moins|jamais)\b", re.IGNORECASE)
SEVERAL = re.compile(r"\b(?:[2-9]|\d\d+|deux|trois|quatre|cinq|six|quelques|des)\b", re.IGNORECASE)
ONE = re.compile(r"\b(?:une?|1)\b", re.IGNORECASE)
YES_OR_NO = re.compile(r"\W*(oui|non)\b", re.IGNORECASE)
NOTHING = re.compile(
    r"\W*(?:non|nan|aucune?|rien|pas de|(?:j['’]?|je l['’]?|y ?en ?|il y ?)?a(?:i)? pas)\b"
    r"|\W*(?:(?:ah|euh|ben|bah|non)\W+)?je (?:ne |n['’])?(?:sais|vois|connais|trouve|lis) (?:pas|plus|rien)\b"
    r"|\W*(?:pass(?:er?|ons)|suivante?|jsp)\W*$",
    re.IGNORECASE,
)


def read_attribute(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The answer to the open question; nothing to say skips it, « oui » to « y a-t-il … ? » asks which."""
    question = draft.open_question(turn.territory)
    if question is None:
        return draft
    if question.values:
        return _listed(turn, draft, question, utterance)
    told = YES.sub("", utterance.text) if utterance.intent == "affirmer" else utterance.text
    if not told and not draft.tries:
        return _asked_which(draft, question)
    if question.datatype == "number" and (number := NUMBER.search(told)):
        return answered(turn, draft, number[0])
    refused = utterance.intent in ("nier", "passer") and utterance.intent_confidence >= SURE
    return answered(turn, draft, SKIPPED if refused or NOTHING.match(told) else told)


def with_answers_told(turn: Turn, draft: ReportDraft) -> ReportDraft:
    """The draft with the questions that its words answer already, the words of its place aside."""
    service = draft.service(turn.territory)
    said = concepts(draft.words()) - concepts(str((draft.place or {}).get("address"))) - {stem("rue")}
    told = dict(draft.attributes or {})
    for question in service.questions if service else ():
        named = [value.name for value in question.values if any(words <= said for words in _alternatives(value.name))]
        if question.code not in told and len(named) == 1:
            told[question.code] = named[0]
    return replace(draft, attributes=told or None)


def _alternatives(name: str) -> Iterator[frozenset[str]]:
    """The words of each of the things that a value is the name of: rats, or mice."""
    return filter(None, map(concepts, re.split(r"\bou\b|[(),]", name)))


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
    """One of the choices; other words are no answer: they are kept beside, or asked again when too few."""
    key = nearest_value(question, utterance.text) or _only_value_about(question, utterance.text)
    if key is not None:
        return answered(turn, draft, key)
    if utterance.intent in ("nier", "passer") and _is_bare(utterance):
        # What is required is asked once more before it is left open.
        return draft.stumbled() if question.required and not draft.tries else answered(turn, draft, SKIPPED)
    if _is_bare(utterance):
        return answered(turn, draft, SKIPPED) if draft.tries else draft.stumbled()
    return answered(turn, draft.with_detail(utterance.text), SKIPPED)


def _only_value_about(question: Question, text: str) -> str | None:
    """The key of the one listed value whose words stand in the text; None when there is none, or a « pas »."""
    if NEGATED.search(text):
        return None
    said = concepts(ONE.sub("seul", SEVERAL.sub("plusieurs", text)))
    shared = {value.key: sum(map(partial(_is_said, said), concepts(value.name))) for value in question.values}
    best = max(shared.values(), default=0)
    keys = [key for key, count in shared.items() if count == best]
    return keys[0] if best and len(keys) == 1 else None


def _is_said(said: frozenset[str], word: str) -> bool:
    return any(fuzz.ratio(word, other) >= SAME_WORD for other in said)


def _asked_which(draft: ReportDraft, question: Question) -> ReportDraft:
    """« Y a-t-il un numéro ? — Oui. — Lequel ? »; another question is put once more."""
    asked = WHETHER.match(question.text)
    if asked is None:
        return draft.stumbled()
    return draft.stumbled(WHICH, which="Laquelle" if asked[1] == "une" else "Lequel", buttons=[SKIP])


def _is_bare(utterance: Utterance) -> bool:
    return utterance.intent == "passer" or len(utterance.text.split()) <= MOST_BARE_WORDS
