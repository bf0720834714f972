"""Set phrases: words that mean one thing in a conversation, whatever the model makes of them alone.

« quel délai ? » is about the request at hand, « c’est quoi ce numéro ? » about the question just asked; an
address, an e-mail or crude words that stand alone are what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

from actions.turn import Turn
from bot.conversations.conversation import QUEUE, get_conversation
from bot.knowledge.words import fold
from connectors.understanding import Understood, entity_of, meaning

SURE = 0.8
MOST_WORDS = 9
# All patterns below read folded words: small letters, no accents, one space between words.
ERASE_ALL = re.compile(
    r"(?:(?:oui|ok|vas y|allez) )?(?:je veux |il faut |tu peux |vous pouvez )?"
    r"(?:(?:effac|supprim)\w* (?:moi )?tout(?:es?)?(?: ca)?|(?:oubli|effac)\w+ moi)"
)
NO_NEWS = re.compile(
    r"\b(?:stop|plus (?:de|aucun)|arret\w+|assez de)\b.{0,30}\b(?:sms|textos?|messages?|mails?|notif\w*|nouvelles)\b.*"
)
DELAY = re.compile(
    r"\bquels? delais?\b|\bc est quoi (?:le|les) delais?|(?<!depuis )\b(?:dans )?combien de (?:temps|jours|semaines)\b"
    r"|\b(?:c est|c|ce sera|ca sera) (?:pour )?quand\b|\b(?:va|vas|prend\w*|faut) \w* ?longtemps\b|\bva \w+ long\b"
    r"|\bc est (?:encore )?long\b"
    r"|\b(?:fait|faite|repar\w+|regl\w+|chang\w+|interven\w+|venez|passez|repond\w+|envoyez \w+) quand\b"
    r"|\bquand (?:est ce que |c est que )?(?:ce sera|ca sera|ca va|vous (?:allez |venez|passez|viendrez|interven))"
)
NUMBER = re.compile(r"(?:c est |c )?(?:quoi|koi|quel est|rappel\w*(?: moi)?) (?:le|mon) (?:numero|n|ref\w*)\b.*")
AFTERWARDS = re.compile(r"(?:et )?(?:apres|maintenant|ensuite|la suite|du coup)(?: (?:il|ca|on|je|c est|qu).*)?")
WAITING = re.compile(
    r"(?:toujours|encore) (?:pas )?(?:personne|rien|de reponse|de nouvelles)|(?:il )?y ?a (?:t il )?quelqu un.*|allo+"
    r"|vous (?:etes|repondez)(?: toujours)?(?: la)?|quelqu un|(?:bon )?alors"
)
RESUMING = re.compile(
    r"(?:et )?(?:ou en etai\w+ (?:on|nous)|on en etait ou|je reviens|me revoila|on (?:continue|reprend)|re|re ?bonjour)"
)
_MOMENT = (
    r"(?:attend(?:s|ez)?|patiente[zr]?|(?:bougez?|quittez?) pas"
    r"|(?:une?|[12]|deux|quelques|qq) (?:petite?s? )?(?:secondes?|secs?|minutes?|min|mn|instants?|moments?))"
)
_LOOKING = (
    r"(?:je |j |laissez moi |le temps (?:que je |de ))"
    r"(?:regarder?|verifier?|chercher?|demander?|retrouver?|descends|sors|vais (?:voir|verifier|chercher|regarder))"
    r"(?: (?:ca|dehors|sur place"
    r"|(?:le|la|l|son|mon) (?:numero|nom|adresse|plaque|rue|photo)(?: d\w+(?: la| l)? \w+)?))?"
)
MOMENT = re.compile(
    rf"(?:(?:oui|non|ok|euh|bon|alors|juste|donnez moi) )*{_MOMENT}"
    rf"(?: (?:svp|stp|voir|s il (?:vous|te) plait|{_MOMENT}))*(?: {_LOOKING})?"
)
LOOKING = re.compile(_LOOKING)
BACK = re.compile(
    r"(?:(?:je veux |je voudrais )?(?:revenir|reviens?|revenez|retour\w*) )?(?:en arriere|(?:a )?la question d avant)"
)
IDEA = re.compile(r"j ai une (?:idee|suggestion|proposition)\b.*")
SKIPS = re.compile(
    r"(?:je )?pass(?:e|er|ons)|(?:question )?suivante?"
    r"|(?:ah |euh |ben |bah )?je (?:ne |n )?(?:sais|vois|connais|trouve) (?:pas|plus|rien)"
    r"(?: (?:du tout|trop|ce numero|le numero))?"
)
PUZZLED = re.compile(
    r"(?:c est |c )?(?:quoi|koi|kwa)(?: (?:ca|ce|cette|le|la|un|une|comme)\b.*)?$|(?:hein|pardon)$"
    r"|(?:et )?(?:pourquoi|pk|pq) (?:vous|tu|cette|ca|faut|il faut|je dois)\b.*"
    r"|(?:a quoi (?:ca|cela) sert|(?:ca|cela) sert a (?:quoi|rien))\b.*"
    r"|.*\b(?:comprends?|compris|capte) (?:pas|rien)\b.*"
    r"|.*\bou (?:est ce qu on|on|je) (?:le |la )?(?:trouve|voi[st]?|lit)\b.*"
)
CRUDE = re.compile(
    r"\b(?:fils de pute|nique ta mere|ntm|fdp|tg|va te faire (?:foutre|enculer|voir)|ta gueule|encul\w+|connar\w+"
    r"|con(?:ne)?s?|salop\w*|salaud\w*|batards?|put(?:e|es|ain)|merde(?:s|ux)?|pd|bouffon\w*|abruti\w*|chier"
    r"|emmerd\w+|saoules?|debiles?|incompetents?|incapables?|serv\w+ a rien|foutez rien|vous moquez)\b"
)
AROUND_CRUDE = re.compile(
    r"\b(?:(?:bande|espece|tas) (?:de|d)|vous|tu|t|etes|es|me|m|faites|fais|on|nous|sale?s?|gros(?:se)?|pauvres?"
    r"|petits?|des?|la|un|une|tous?|va|allez|et|ah|oh|c|est|vraiment|de)\b"
)
LETTERS = re.compile(r"[^\W\d_]{3,}")


def set_phrase(understood: Understood, in_report: bool) -> Understood | None:
    """What the words mean whatever the model thinks; None when they are no set phrase.

    A danger, a button or a photo is certain already, and is left as it is.
    """
    if not understood["requests"] or len(understood["text"].split()) > MOST_WORDS:
        return None
    said = fold(understood["text"])
    if _is_contact(understood):
        return _as("donner_contact", understood)
    if ERASE_ALL.fullmatch(said):
        return _as("mes_donnees", understood, droit="which" if in_report else "erase")
    if MOMENT.fullmatch(said) or (in_report and LOOKING.fullmatch(said)):
        return _as("patienter", understood)
    if in_report and RESUMING.fullmatch(said):
        return _as("saluer", understood)
    if in_report and BACK.fullmatch(said):
        return _as("modifier", understood)
    if in_report and SKIPS.fullmatch(said):
        return _as("passer", understood)
    if in_report and PUZZLED.fullmatch(said):
        return _as("aide", understood)
    if not in_report and NO_NEWS.match(said):
        return _as("s_abonner", understood)
    if IDEA.fullmatch(said):
        return _as("proposer_idee", understood)
    if CRUDE.search(said) and not AROUND_CRUDE.sub("", CRUDE.sub("", said)).strip():
        return _as("insulter", understood)
    return _as("donner_lieu", understood) if _is_address(understood) else None


def about_the_request(tracker: DialogueStateTracker, understood: Understood) -> Understood | None:
    """« quel délai ? », of the report in progress or of the request just sent; « c’est quoi le numéro ? »."""
    if tracker.active_loop_name:
        is_about = bool(tracker.get_slot("service_code")) and asks_for_delay(understood)
    else:
        said = fold(understood["text"])
        is_asked = bool(understood["requests"]) and (NUMBER.fullmatch(said) or AFTERWARDS.fullmatch(said))
        is_about = bool(tracker.get_slot("last_reference")) and bool(is_asked or asks_for_delay(understood))
    return _as("demander_delai", understood) if is_about else None


def as_waiting(turn: Turn, understood: Understood) -> Understood | None:
    """« toujours personne ? », « combien de temps ? »: to who waits for a person, where they are in the queue."""
    is_call = bool(understood["requests"]) and bool(WAITING.fullmatch(fold(understood["text"])))
    if not is_call and not asks_for_delay(understood):
        return None
    if get_conversation(turn.connection, turn.conversation_id).owner == QUEUE:
        return _as("parler_a_un_agent", understood)
    return _as("saluer", understood) if is_call else None


def asks_for_delay(understood: Understood) -> bool:
    """Whether the words ask how long it takes, and name nothing else that they may be about."""
    if not understood["requests"] or len(understood["text"].split()) > MOST_WORDS:
        return False
    label = understood["labels"][0]
    names_a_topic = label["label"].startswith("demander/") and label["confidence"] >= SURE
    return not names_a_topic and bool(DELAY.search(fold(understood["text"])))


def without(text: str, entities: Iterable[Mapping[str, Any]]) -> str:
    """The text without the words of these entities."""
    for entity in sorted(entities, key=lambda entity: -entity["start"]):
        text = text[: entity["start"]] + " " + text[entity["end"] :]
    return text


def _as(intent: str, understood: Understood, **values: Any) -> Understood:
    told = [*understood["entities"], *(entity_of(name, value) for name, value in values.items())]
    return {**meaning(intent, understood["text"], told), "requests": understood["requests"]}


def _is_contact(understood: Understood) -> bool:
    """Whether an e-mail or a telephone number is given, and nothing else said for sure."""
    if not any(entity["entity"] in ("email", "telephone") for entity in understood["entities"]):
        return False
    label = understood["labels"][0]
    return label["confidence"] < SURE or label["label"] in ("donner_contact", "s_abonner", "corriger")


def _is_address(understood: Understood) -> bool:
    """Whether the words are an address and nothing else."""
    told = [entity for entity in understood["entities"] if entity["entity"] in ("adresse", "commune")]
    words = " ".join(entity["value"] for entity in told)
    return bool(LETTERS.search(words)) and fold(without(understood["text"], told)) in ("", "au", "a", "le", "devant le")
