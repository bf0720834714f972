"""Which of their own requests a resident means: by its number, by what it is about, by its street."""

from __future__ import annotations

from rapidfuzz.fuzz import ratio

from actions.turn import Turn
from actions.utterance import Utterance
from bot.knowledge.words import concepts, stem
from bot.requests.references import ReferenceInvalid, nearest_reference, read_reference
from bot.requests.register import RequestUnknown, get_request, requests_of
from bot.requests.service_request import ServiceRequest

SAME_WORD = 80  # likeness, out of 100, of a word and its misspelling
LIKELY = 0.1


def my_requests(turn: Turn) -> list[ServiceRequest]:
    """The requests in which the conversation has a voice, the newest first."""
    return requests_of(turn.connection, turn.conversation_id)


def named_request(turn: Turn, mine: list[ServiceRequest], text: str) -> ServiceRequest | None:
    """The request of mine whose number the text holds, a symbol or two misread; None when it is none."""
    nearest = nearest_reference(text, (request.reference for request in mine))
    return next((request for request in mine if request.reference == nearest), None)


def request_of_others(turn: Turn, text: str) -> ServiceRequest | None:
    """The request that somebody else made and whose number, without any error, is the text."""
    try:
        return get_request(turn.connection, read_reference(text))
    except (ReferenceInvalid, RequestUnknown):
        return None


def meant_requests(turn: Turn, mine: list[ServiceRequest], utterance: Utterance) -> list[ServiceRequest]:
    """Those of mine that the words are about, as well one as the other; none when they name nothing."""
    scores = {request.reference: _score(turn, request, utterance) for request in mine}
    best = max(scores.values(), default=0)
    return [request for request in mine if best and scores[request.reference] == best]


def _score(turn: Turn, request: ServiceRequest, utterance: Utterance) -> int:
    """How many of the kind and the place the words name."""
    said = concepts(utterance.text)
    service = turn.territory.services.get(request.service_code)
    kind = concepts(" ".join((service.name, *service.keywords))) if service else frozenset()
    place, _, _ = request.place.words().partition(f", {turn.territory.postcode}")
    likely = request.service_code in utterance.codes("signaler", LIKELY)
    return (likely or _share(said, kind)) + _share(said, concepts(place) - {stem("rue")})


def _share(said: frozenset[str], words: frozenset[str]) -> bool:
    return any(ratio(word, other) >= SAME_WORD for word in said for other in words if len(other) > 2)
