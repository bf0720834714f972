"""Locating: from what the resident wrote or sent to a place on the commune's map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from actions.turn import Turn
from actions.utterance import Utterance
from bot.knowledge.words import fold, holds
from bot.places.candidate import Candidate
from bot.requests.service_request import Place
from bot.territory.position import Position
from bot.territory.routing import is_inside

SURE = 0.85
MOST_PROPOSALS = 3
HOME = re.compile(
    r"\b(?:chez (?:moi|nous)|ma (?:rue|maison|porte|residence|résidence)|mon (?:immeuble|portail))\b", re.I
)
# « devant le 12 » is where the 12 is; what stands behind or beside is elsewhere.
RELATION = r"\b(?:derri[eè]re|a c[oô]t[eé]|à c[oô]t[eé]|en face|pr[eè]s|au bout|au fond|sous|entre)\b[^,.;!?]{0,12}?"
ARTICLES = re.compile(r"\W+(?:le|la|les|l|du|de|des|au|aux)(?:\W+(?:la|l))?\W*$", re.I)
LATE_NUMBER = re.compile(
    r"\W*(?:(?:[aàoô]|au|du|le|la|devant|hauteur|niveau|vers|num[eé]ro|num|n°|no)\W*)+\b(\d{1,4}(?: ?bis| ?ter)?)\b"
    r"(?!\W*(?:h|heures?|jours?|mois|ans?|m|m[eè]tres?|fois|euros?|%|[:.,/]\d"
    r"|janvier|f[eé]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[eé]cembre)\b)",
    re.I,
)
WAY = re.compile(
    r"(?:(\d{1,4}(?: ?bis| ?ter)?),? )?\b"
    r"((?:rue|avenue|av|boulevard|bd|place|pl|chemin|impasse|all[eé]e|quai|route)\b\.?"
    r"(?: (?!(?:devant|au|[aàoô]|vers|num[eé]ro|n°|no)\b)[^\W\d][\w'’-]*){1,4})",
    re.I,
)
PRECISE_KINDS = ("housenumber", "place", "crossing")


@dataclass(frozen=True)
class Located:
    """What was found. `place` is sure; else `proposals` are to choose from; `words` were looked up."""

    words: str
    place: Mapping[str, Any] | None = None
    proposals: tuple[Mapping[str, Any], ...] = ()
    outside: bool = False
    at_home: bool = False
    town_hall: str = "la mairie du lieu"


def locate(turn: Turn, utterance: Utterance, whole_text: bool = False) -> Located:
    """The place the message tells; with `whole_text` the text itself when no entity was seen."""
    if utterance.location is not None:
        return _at_position(turn, Position(*utterance.location))
    words = _with_late_number(place_words(utterance), utterance.text) or (utterance.text if whole_text else "")
    if not words or words.isdigit():
        words = _with_late_number(_unannotated(turn, words, utterance.text), utterance.text) or words
    elsewhere = _elsewhere(turn, utterance)
    if elsewhere is not None:
        return Located(words or elsewhere, outside=True, town_hall=_town_hall_of(turn, elsewhere))
    found = search(turn, words) if words else Located("")
    if found.place is not None:
        found = replace(found, place={**found.place, "note": _relation(utterance.text, words, found.place)})
    home = found.place is None and not found.proposals and bool(HOME.search(utterance.text))
    return replace(found, at_home=home)


def locate_photo(turn: Turn, utterance: Utterance) -> Located:
    """Where the photo was taken, only ever a proposal: a photo may be sent of elsewhere, or from home."""
    if utterance.photo_position is None:
        return Located("")
    place = _at_position(turn, Position(*utterance.photo_position)).place
    return Located("", proposals=(place,)) if place else Located("")


def _relation(text: str, words: str, place: Mapping[str, Any]) -> str | None:
    """« derrière »: the word that says on which side of the place, when the place is a landmark."""
    found = re.search(rf"({RELATION}){re.escape(words)}", text, re.IGNORECASE)
    return ARTICLES.sub("", found[1]).strip() if found and not place["street"] else None


def place_words(utterance: Utterance) -> str:
    """The words that tell the place: a corrected value before others, an address before a landmark."""
    for new in (True, False):
        addresses = utterance.values("adresse", new=new)
        landmarks = utterance.values("lieu", new=new)
        commune = " ".join(utterance.values("commune")[:1])
        if addresses:
            return f"{' / '.join(addresses[:2])} {commune}".strip()
        if landmarks:
            return f"{landmarks[0]} {commune}".strip()
    return ""


def search(turn: Turn, words: str) -> Located:
    """The place of these words, or proposals, or neither."""
    candidates = turn.places.search(words, limit=MOST_PROPOSALS)
    if not candidates:
        return Located(words)
    if candidates[0].score >= SURE and "number_not_found" not in candidates[0].guessed:
        return _found(turn, words, candidates[0])
    return Located(words, proposals=tuple(_as_slot(turn, candidate) for candidate in candidates))


def _elsewhere(turn: Turn, utterance: Utterance) -> str | None:
    """The commune that the message names, when it is not this one."""
    territory = turn.territory
    ours = (territory.name.casefold(), territory.postcode, territory.citycode)
    named = utterance.values("commune") or _neighbours_in(turn, utterance.text)
    return named[0] if named and not any(name.casefold() in ours for name in named) else None


def _neighbours_in(turn: Turn, text: str) -> list[str]:
    """The neighbouring communes that « à » brings in."""
    said = fold(text)
    return [neighbour.name for neighbour in turn.territory.neighbours if holds(said, f"a {fold(neighbour.name)}")]


def _town_hall_of(turn: Turn, commune: str) -> str:
    """« la mairie d’Argeval », in the spelling of the territory for a neighbour."""
    known = {fold(neighbour.name): neighbour.name for neighbour in turn.territory.neighbours}
    name = known.get(fold(commune), commune)
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return f"la mairie {contracted}{name.removeprefix(article)}"
    return f"la mairie d’{name}" if fold(name)[:1] in "aeiouyh" else f"la mairie de {name}"


def _with_late_number(words: str, text: str) -> str:
    """« rue des Lilas au 4 »: the number that follows a street told without one."""
    if not words or any(letter.isdigit() for letter in words):
        return words
    told = LATE_NUMBER.match(text.partition(words)[2])
    return f"{told[1]} {words}" if told else words


def _unannotated(turn: Turn, number: str, text: str) -> str:
    """« rue Pasteur devant le 14 », of which the number at most was seen: the address that the words tell, if any."""
    way = WAY.search(text)
    words = way[2].split() if way else []
    for length in range(len(words), 1, -1):
        address = " ".join(filter(None, (number or (way and way[1]), *words[:length])))
        if search(turn, address).place is not None:
            return address
    return ""


def spoken(turn: Turn, words: str) -> str:
    """An address as one says it in the town itself, without postcode and commune."""
    return turn.territory.said_here(words)


def words_of(turn: Turn, place: Mapping[str, Any]) -> str:
    """The place as one says it."""
    return spoken(turn, str(place.get("address") or place.get("note") or ""))


def only_words(words: str) -> dict[str, Any]:
    """A place known by the resident's words alone: people will find it, no map does."""
    return {**asdict(Place(note=words.strip())), "precise": True, "street": None}


def _at_position(turn: Turn, position: Position) -> Located:
    nearest = turn.places.reverse(position, limit=1)
    label = nearest[0].label if nearest else None
    words = label or "la position envoyée"
    place = Place(label, None, position.lat, position.lon, is_inside(turn.territory, position))
    if not place.inside:
        return Located(words, outside=True)
    return Located(words, {**asdict(place), "note": None if label else words, "precise": True, "street": None})


def _found(turn: Turn, words: str, candidate: Candidate) -> Located:
    slot = _as_slot(turn, candidate)
    if not slot["inside"]:
        return Located(candidate.label, outside=True)
    return Located(words, slot)


def _as_slot(turn: Turn, candidate: Candidate) -> dict[str, Any]:
    position = Position(candidate.lat, candidate.lon)
    place = Place(candidate.label, None, candidate.lat, candidate.lon, is_inside(turn.territory, position))
    return {**asdict(place), "precise": candidate.kind in PRECISE_KINDS, "street": _street(candidate)}


def _street(candidate: Candidate) -> str | None:
    """The street, for a number given later; none for a landmark, whose street is not what was told."""
    return candidate.street if candidate.kind in ("housenumber", "street") else None
