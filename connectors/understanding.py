"""Understanding one inbox message: what it is, in the shape that Rasa gives to a parsed message.

Danger is looked for before the model. What is not words (a button, a position, a photo) has an intent
of its own. Citizen text is never a command: only buttons that the server wrote carry one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.engine import Connection

from bot.conversations.outgoing import Button, choices_on_show, resolve_button
from bot.knowledge.words import fold, holds, stem
from bot.requests.references import looks_like_reference
from nlu.danger import screen
from nlu.languages import foreign_language

log = structlog.get_logger()

Understood = dict[str, Any]
Understand = Callable[[str], Awaitable[Understood]]

COMMANDS = {
    "/start": "saluer",
    "/aide": "aide",
    "/help": "aide",
    "/annuler": "annuler",
    "/recommencer": "recommencer",
}

GESTURES = {"👍": "affirmer", "👌": "affirmer", "✅": "affirmer", "👎": "nier"}
# What « oui » agrees to when it is the first choice on show; a report reads its own answers.
OFFERS = (
    "parler_a_un_agent",
    "mes_donnees",
    "contester_cloture",
    "completer_demande",
    "suivre_demande",
    "s_abonner",
    "annuler",
    "prevenir_astreinte",
)
# A button that names its request means the same thing long after it was shown.
LASTING = ("contester_cloture", "completer_demande", "suivre_demande", "noter_reponse")
MOST_WORDS_OF_CHOICE = 4
# Articles and the like, which a title may have or not.
SMALL_WORDS = frozenset(
    map(stem, fold("le la les l un une des du de d a au en sur dans c est pour je mon ma laisse laisser").split())
)
PLEASED = re.compile(r"^oui\b|\b(?:bien|super|parfait\w*|nickel|top|content\w*|satisfait\w*|impec\w*|bravo|genial)\b")
UNSETTLED = re.compile(r"\b(?:toujours|encore|faux|ment\w*|rien (?:a |n a )?(?:change|bouge|fait))\b")
REFERENCE = re.compile(r"\b[a-z0-9]{4}[ .-]?[a-z0-9]{4}[ .-]?[a-z0-9]\b", re.IGNORECASE | re.ASCII)
OF_A_REQUEST = ("suivre_demande", "contester_cloture", "completer_demande", "annuler", "s_abonner")
LATIN, ANY_LANGUAGE = re.compile(r"[a-zà-ÿ0-9]", re.IGNORECASE), "en"
ORDINAL = re.compile(
    r"\W*(?:c['’]est )?(?:le |la )?(?:(1er|1[eè]re|premi\w+)|(2e|deuxi\w+|second\w*)|(3e|troisi\w+))\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Choices:
    """The buttons that the resident may mean: those on show, and the one pressed with whether it is still on show."""

    shown: list[Button]
    pressed: tuple[Button, bool] | None


def choices_for(connection: Connection, conversation_id: str, content: Mapping[str, Any]) -> Choices:
    """What the database knows of the buttons of a message's conversation."""
    if "button" in content:
        pressed = resolve_button(connection, conversation_id, str(content["button"]))
        return Choices([] if pressed else choices_on_show(connection, conversation_id), pressed)
    return Choices(choices_on_show(connection, conversation_id) if "text" in content else [], None)


async def understand(content: Mapping[str, Any], choices: Choices, parse: Understand) -> Understood:
    """The understanding of a message's content; `parse` is the model's."""
    if choices.pressed is not None:
        return _pressed(*choices.pressed)
    if "location" in content:
        return meaning("envoyer_position", "(position)")
    if "photo" in content:
        return await _captioned(str(content.get("text") or ""), parse)
    return await _written(str(content.get("button", content.get("text"))), choices.shown, parse)


def danger(content: Mapping[str, Any]) -> str | None:
    """The label of a danger in the words of a message, None when there is none."""
    return screen(str(content.get("text") or ""))


def meaning(intent: str, text: str, entities: list[dict[str, Any]] | None = None) -> Understood:
    """A parsed message whose intent is certain."""
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": entities or [],
        "labels": [{"label": intent, "confidence": 1.0}],
        "requests": [],
    }


def _pressed(button: Button, current: bool) -> Understood:
    if current or _intent(button) in LASTING:
        return _choice(button)
    return meaning("bouton_perime", button.title)


async def _captioned(caption: str, parse: Understand) -> Understood:
    if not has_words(caption):
        return meaning("envoyer_photo", "(photo)")
    return await _read(caption, parse)


async def _written(text: str, shown: list[Button], parse: Understand) -> Understood:
    command = COMMANDS.get(text.strip().lower())
    if command is not None:
        return meaning(command, text)
    if not has_words(text):
        return meaning(GESTURES.get(text.strip()[:1], "sans_mots"), text)
    named = _named(shown, text)
    if named is not None:
        return _choice(named)
    understood = await _read(text, parse)
    if understood["intent"]["name"] == "affirmer" and shown and _is_offer(shown):
        return _choice(shown[0])
    opinion = _opinion(shown, understood) if shown and _intent(shown[0]) == "noter_reponse" else None
    return _choice(opinion) if opinion else understood


def _opinion(shown: list[Button], understood: Understood) -> Button | None:
    """The button that says what the words think of the answer; None when they do not say."""
    said = fold(understood["text"])
    if UNSETTLED.search(said) and not (PLEASED.search(said) or holds(said, "merci")):
        return next((button for button in shown if _intent(button) == "contester_cloture"), None)
    if understood["intent"]["name"] in ("nier", "insulter"):
        return next((button for button in shown if _same(button, "non")), None)
    return shown[0] if PLEASED.search(said) else None


async def _read(text: str, parse: Understand) -> Understood:
    """The understanding of words; danger is looked for before the model."""
    label = screen(text)
    if label is not None:
        return _endangered(label, await _read_somehow(text, parse))
    language = foreign_language(text) or (None if LATIN.search(text) else ANY_LANGUAGE)
    if language is not None:
        return meaning("autre_langue", text, [entity_of("langue", language)])
    if looks_like_reference(text):
        return meaning("suivre_demande", text, [entity_of("reference", text)])
    return _with_reference(await parse(text))


def _with_reference(understood: Understood) -> Understood:
    """The understanding with the number of a request that the model took for something else."""
    written = (found[0] for found in REFERENCE.finditer(understood["text"]) if looks_like_reference(found[0]))
    reference = next(written, None)
    if reference is None or any(entity["entity"] == "reference" for entity in understood["entities"]):
        return understood
    others = [entity for entity in understood["entities"] if reference not in str(entity["value"])]
    entities = [*others, entity_of("reference", reference)]
    if understood["intent"]["name"] in OF_A_REQUEST:
        return {**understood, "entities": entities}
    return meaning("suivre_demande", understood["text"], entities)


async def _read_somehow(text: str, parse: Understand) -> Understood:
    """What the model reads in words of danger, for the place alone: the number is told even when it fails."""
    try:
        return await parse(text)
    except Exception as error:
        log.error("danger_not_parsed", error=type(error).__name__)
        return meaning("urgence", text)


def _named(shown: list[Button], text: str) -> Button | None:
    """The button that the words name, by its title or its place in the list."""
    for button in shown:
        if _same(button, text):
            return button
    place = ORDINAL.fullmatch(text)
    index = (place.lastindex or 0) if place else 0
    return shown[index - 1] if 0 < index <= len(shown) > 1 else _hinted(shown, text)


def _hinted(shown: list[Button], text: str) -> Button | None:
    """The one button whose title holds all that the words say: « mineur » for « Le demandeur est mineur »."""
    said = {stem(word) for word in fold(text).split()} - SMALL_WORDS
    if not said or len(text.split()) > MOST_WORDS_OF_CHOICE or "?" in text:
        return None
    holding = [button for button in shown if said <= {stem(word) for word in fold(button.title).split()}]
    return holding[0] if len(holding) == 1 else None


def _is_offer(shown: list[Button]) -> bool:
    """Whether « oui » can only mean the first button."""
    topics = [button for button in shown if _intent(button) == "choisir_sujet"]
    if len(shown) == 1 and _intent(shown[0]) == "choisir":
        return True
    return _intent(shown[0]) in OFFERS or (topics == shown[:1] and "choisir" not in map(_intent, shown))


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit to read."""
    return any(symbol.isalnum() for symbol in text)


def _same(button: Button, text: str) -> bool:
    return _folded(button.title) == _folded(text)


def _folded(text: str) -> str:
    """The words as a keyboard writes them: plain spaces, straight apostrophes, no capitals."""
    return " ".join(text.replace("’", "'").casefold().split())


def _choice(button: Button) -> Understood:
    """What a button stands for: `/intent` or `/intent{"entity": value}`, written by the server alone."""
    _, brace, values = button.payload.partition("{")
    named = json.loads(brace + values) if brace else {}
    return meaning(_intent(button), button.title, [entity_of(name, value) for name, value in named.items()])


def _intent(button: Button) -> str:
    return button.payload.removeprefix("/").partition("{")[0]


def entity_of(name: str, value: Any) -> dict[str, Any]:
    """An entity that stands for no part of the text."""
    return {"entity": name, "value": value, "start": 0, "end": 0}


def _endangered(label: str, parsed: Understood) -> Understood:
    """The danger, whatever the model thinks of it; the place that it read is of use to the team."""
    urgent = meaning("urgence", parsed["text"], parsed["entities"])
    urgent["intent"]["full_retrieval_intent_name"] = label
    urgent["labels"] = [{"label": label, "confidence": 1.0}]
    return urgent
