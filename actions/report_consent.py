"""The agreement on the summary, and what may be changed before it is given."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.locating import Located, locate, search
from actions.report_another import ADDITION, as_pending
from actions.report_attribute import SURE
from actions.report_draft import ReportDraft
from actions.report_kind import OTHER, kind_instead, kinds_named
from actions.report_place import with_number, with_place
from actions.turn import Turn
from actions.utterance import Utterance

ASK_DETAIL, ASK_CHANGE, ASK_CONTACT = "utter_ask_detail", "utter_ask_what_to_change", "utter_ask_contact"
LIKELY = 0.25
POSSIBLE = 0.1
MOST_BARE_WORDS = 4
LEAST_WORDS = 3
# Words that put something in place of what was said, rather than beside it.
CORRECTING = re.compile(
    r"\b(?:non|nan|pas|plut[oô]t|en fait|enfin|erreur|tromp\w+|il s['’]agit)\b|^\W*c['’ ]?(?:est|[eé]tait)\b",
    re.IGNORECASE,
)
RESERVE = re.compile(r"\b(?:mais|sauf|par contre|attend[sz]?|non|pas|m[eê]me|pareil)\b", re.IGNORECASE)
YES_FIRST = re.compile(r"\W*(?:oui|ouais|ok|d['’ ]?accord|vas[ -]y)\b", re.IGNORECASE)
# Clear approval of the summary, whatever else it may sound like: « c’est parfait merci », « envoyez ».
APPROVING = re.compile(
    r"\W*(?:(?:oui|ouais|ok|voil[aà]|c['’ ]?est|tout est)\b\W*)*"
    r"(?:parfait|tr[eè]s bien|impec\w*|nickel|exact\w*|tout bon|correct)\b"
    r"\W*(?:(?:comme [cç]a|pour moi|merci|beaucoup)\b\W*)*",
    re.IGNORECASE,
)
SENDING = re.compile(
    r"\W*(?:(?:oui|ouais|ok|allez|vas[ -]y|c['’ ]?est bon)\b\W*)*(?:envoi\w{0,2}|envoy(?:e[rz]?|é)|valide[rz]?)\b\W*"
    r"(?:(?:la|le|ça|ca|svp|stp|merci|vite|maintenant)\b\W*)*",
    re.IGNORECASE,
)


def read_consent(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """Only a clear yes to the summary itself is an agreement."""
    if draft.asks(ASK_DETAIL):
        return draft.with_detail(utterance.text)
    if draft.asks(ASK_CHANGE, ASK_CONTACT) and utterance.intent in ("affirmer", "nier", "passer"):
        return draft.progressed()
    agrees = utterance.intent == "affirmer" and utterance.intent_confidence >= SURE
    if (approves(utterance) and not draft.asking) or (agrees and not _tells_more(utterance)):
        return _agreed(draft, utterance)
    if _refuses(utterance) and not _told(utterance):
        return draft.progressed(asking={"response": ASK_CHANGE})
    return corrected(turn, draft, utterance)


def approves(utterance: Utterance) -> bool:
    """Whether the words, and nothing else beside them, say that the summary is right or may go."""
    return bool(APPROVING.fullmatch(utterance.text) or SENDING.fullmatch(utterance.text))


def agrees_beside(utterance: Utterance) -> bool:
    """Whether a contact comes after a plain yes: « oui mon tel 06… »."""
    return bool(YES_FIRST.match(utterance.text)) and not _tells_more(utterance)


def _refuses(utterance: Utterance) -> bool:
    """Whether a short no is said, and nothing else."""
    is_no = utterance.intent in ("nier", "passer") and utterance.intent_confidence >= SURE
    return is_no and len(utterance.text.split()) < MOST_BARE_WORDS


def _agreed(draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """The draft to be recorded, with what was said beside the yes."""
    more = len(utterance.text.split()) > MOST_BARE_WORDS
    return (draft.with_detail(utterance.text) if more else draft).progressed(consent=True)


def _tells_more(utterance: Utterance) -> bool:
    """Whether a yes comes with something else to be read first: « oui mais au 14 »."""
    return bool(RESERVE.search(utterance.text)) or _told(utterance)


def _told(utterance: Utterance) -> bool:
    return bool(utterance.values("adresse", "lieu", "commune"))


def corrected(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft:
    """Replace what the message says anew: the place, the kind, or else a detail in its own words."""
    if ADDITION.search(utterance.text) and utterance.intent in ("nlu_fallback", "affirmer", "recommencer"):
        return with_pending(draft, utterance, str(draft.service_code))
    draft, changed = with_other_kind(turn, draft, utterance)
    moved = _moved(turn, draft, utterance)
    if moved is not None:
        return moved
    if changed:
        return draft
    is_short = len(re.findall(r"\w+", utterance.text)) < LEAST_WORDS
    unclear = utterance.intent == "affirmer" or (is_short and utterance.intent_confidence < SURE)
    return draft.stumbled() if unclear else draft.with_detail(utterance.text)


def added_kind(turn: Turn, draft: ReportDraft, utterance: Utterance) -> str | None:
    """The kind of another problem, told beside the one in progress: « il y a aussi … »."""
    return _other_kind(turn, draft, utterance, LIKELY) if ADDITION.search(utterance.text) else None


def with_other_kind(turn: Turn, draft: ReportDraft, utterance: Utterance) -> tuple[ReportDraft, bool]:
    """The draft of the kind that the message puts in place of the known one, and whether there is any."""
    instead = kind_instead(turn, utterance) or _kinds_after_no(turn, draft, utterance)
    if len(instead) > 1:
        return draft.progressed(service_code=None, attributes=None, same_as=None, proposals=instead[:3]), True
    said_wrong = utterance.intent == "corriger" or CORRECTING.search(utterance.text)
    kind = instead[0] if instead else (_other_kind(turn, draft, utterance, SURE) if said_wrong else None)
    return (draft.with_kind(kind), True) if kind and kind != draft.service_code else (draft, False)


def _kinds_after_no(turn: Turn, draft: ReportDraft, utterance: Utterance) -> tuple[str, ...]:
    """« non c'est un feu »: the kind named or likely in a refusal or a correction that tells no place."""
    if utterance.intent not in ("nier", "corriger") or _told(utterance):
        return ()
    sounds = tuple(code for code in utterance.codes("signaler", POSSIBLE) if code in turn.territory.services)[:1]
    named = kinds_named(turn.territory, utterance.text)
    return tuple(code for code in sounds or named if code not in (draft.service_code, OTHER))


def _moved(turn: Turn, draft: ReportDraft, utterance: Utterance) -> ReportDraft | None:
    """The draft at the place that the message tells; None when it tells none."""
    numbered = with_number(turn, draft, utterance)
    if numbered is not None:
        return numbered
    located = locate(turn, utterance)
    if located.place or located.proposals or located.outside:
        return with_place(turn, replace(draft, replacing=True), located)
    unannotated = search(turn, utterance.text)
    if unannotated.place is not None and unannotated.place["precise"]:
        return draft.at(unannotated.place)
    return _unfound(turn, draft, utterance, located) if located.words else None


def _unfound(turn: Turn, draft: ReportDraft, utterance: Utterance, located: Located) -> ReportDraft:
    """Words that no map knows: another place when they correct the known one, else where exactly it is."""
    if utterance.intent in ("corriger", "nier") or utterance.values("adresse"):
        return with_place(turn, replace(draft, replacing=True), located)
    return draft.progressed(place_detail=utterance.text)


def _other_kind(turn: Turn, draft: ReportDraft, utterance: Utterance, least: float) -> str | None:
    codes = [code for code in utterance.codes("signaler", least) if code in turn.territory.services]
    return codes[0] if codes and codes[0] != draft.service_code else None


def with_pending(draft: ReportDraft, utterance: Utterance, code: str) -> ReportDraft:
    """The draft with the other problem kept for afterwards; what is being asked stays."""
    return replace(draft, pending=(*(draft.pending or ()), as_pending(utterance, code)))
