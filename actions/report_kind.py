"""The kind of a report: the service of the catalogue that the resident's words name."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from actions.locating import place_words
from actions.report_draft import ReportDraft
from actions.report_place import with_first_place
from actions.turn import Turn
from actions.utterance import Utterance
from bot.knowledge.words import concepts, fold, holds
from bot.territory.territory import Territory

SURE = 0.5
CERTAIN = 0.8
LIKELY = 0.25
OUTSTANDING = 2.0
RIVAL = 0.15
POSSIBLE = 0.05
MOST_KINDS = 3
NOTHING = (0, False)
OTHER = "autre_signalement"
# Words that announce a report and tell nothing of it.
OPENING = (
    "bonjour bonsoir salut allô signaler signale signalement déclarer déclaration prévenir dire faire remonter"
    " vouloir voudrais veux aimerais souhaite problème problèmes souci soucis truc trucs chose incident bizarre"
    " grave urgent rue ville quartier mairie besoin demande"
)
# « pas un feu, un lampadaire », « pas le trottoir mais la route »: what follows is the right word.
INSTEAD = re.compile(
    r"\bpas (?:un|une|des|du|de|la|le|les|l['’])\b[^,;.]{1,40}?[\s,;.]+"
    r"(?:mais|plut[oô]t|c['’ ]?(?:est|[eé]tait)|c |un|une|des)\b(.+)",
    re.IGNORECASE,
)


def read_kind(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The kind from other words; after a second failure it is left to the agents to name it."""
    if utterance.intent == "affirmer" and draft.proposals and len(draft.proposals) == 1:
        return draft.with_kind(draft.proposals[0])
    if utterance.intent in ("affirmer", "nier", "passer") and utterance.intent_confidence >= SURE:
        kept = draft.proposals if utterance.intent == "affirmer" else None
        return draft.with_kind(OTHER) if draft.tries else replace(draft.stumbled(), proposals=kept)
    if utterance.intent == "donner_lieu" and place_words(utterance):
        return with_first_place(turn, draft, utterance)
    known = with_kind(turn, draft.told_more(utterance.text), utterance, utterance.label)
    if known.service_code is None:
        known = known.with_kind(OTHER) if draft.tries else replace(known, tries=1)
    return with_first_place(turn, known, utterance)


def with_kind(turn: Turn, draft: ReportDraft, utterance: Utterance, label: str) -> ReportDraft:
    """Take the kind when it is clear; else offer the likely ones."""
    code = label.partition("/")[2]
    named = _kinds_in_full(turn.territory, utterance.text) or kinds_named(turn.territory, utterance.text)
    if code == OTHER and len(named) == 1 and label.startswith("signaler/"):
        return draft.with_kind(named[0])
    if label.startswith("signaler/") and code in turn.territory.services and _is_clear(utterance, code):
        rival = named[0] if len(named) == 1 and utterance.confidence < CERTAIN else code
        return draft.with_kind(rival if rival in utterance.codes("signaler", RIVAL) else code)
    if len(named) == 1 and named[0] in utterance.codes("signaler", LIKELY) and named[0] != OTHER:
        return draft.with_kind(named[0])
    return replace(draft, proposals=likely_kinds(turn.territory, utterance) or None)


def likely_kinds(territory: Territory, utterance: Utterance) -> tuple[str, ...]:
    """What the message may be about: the kinds its very words name, then those it sounds like."""
    if says_nothing(utterance.text):
        return ()
    sounds = [code for code in utterance.codes("signaler", POSSIBLE) if code in territory.services]
    codes = dict.fromkeys([*kinds_named(territory, utterance.text), *sounds])
    codes.pop(OTHER, None)
    return tuple(codes)[:MOST_KINDS]


def kind_instead(turn: Turn, utterance: Utterance) -> tuple[str, ...]:
    """The kinds that « c'est pas un …, c'est un … » puts in place of another; none when it says no such thing."""
    found = INSTEAD.search(utterance.text)
    return kinds_named(turn.territory, found[1]) if found else ()


def kinds_named(territory: Territory, words: str) -> tuple[str, ...]:
    """The services of which the most words stand in the text, by the catalogue's keywords, the very words first."""
    said, text = concepts(words), fold(words)
    scores = {
        code: max(
            (
                (len(key), holds(text, fold(keyword)))
                for keyword in service.keywords
                if (key := _key(keyword)) and key <= said
            ),
            default=NOTHING,
        )
        for code, service in territory.services.items()
    }
    best = max(scores.values(), default=NOTHING)
    return tuple(code for code, score in scores.items() if score == best) if best > NOTHING else ()


def _kinds_in_full(territory: Territory, words: str) -> tuple[str, ...]:
    """The services whose whole name stands in the text: « un dépôt sauvage rue du Canal »."""
    said = fold(words)
    return tuple(code for code, service in territory.services.items() if holds(said, fold(service.name)))


def says_nothing(text: str) -> bool:
    """Whether the words only announce that something will be said."""
    return concepts(text) <= _key(OPENING)


def _is_clear(utterance: Utterance, code: str) -> bool:
    """Whether the first kind stands out; the summary shows it, so that an error is seen in time."""
    first, second = (*(candidate.confidence for candidate in utterance.ranking), 0.0, 0.0)[:2]
    if code == OTHER:
        return first >= CERTAIN and not says_nothing(utterance.text)
    return first >= SURE or (first >= LIKELY and first >= OUTSTANDING * second)


@lru_cache(maxsize=4096)
def _key(keyword: str) -> frozenset[str]:
    return concepts(keyword)
