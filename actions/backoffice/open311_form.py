"""A request as the fields of a GeoReport v2 form."""

from __future__ import annotations

from collections.abc import Mapping

from actions.backoffice.adapter import Parcel
from bot.requests.service_request import ServiceRequest
from bot.territory.catalogue import Service

MOST_CHARACTERS = 4000


def request_fields(parcel: Parcel, service_code: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """What GeoReport v2 asks for. `attributes` translates our questions; other answers join the description.

    Nothing in it tells who reported, the words of the description apart.
    """
    request, place = parcel.request, parcel.request.place
    fields = {"service_code": service_code, "description": _description(parcel, attributes)}
    if place.latitude is not None and place.longitude is not None:
        fields |= {"lat": f"{place.latitude:.6f}", "long": f"{place.longitude:.6f}"}
    if place.words():
        fields["address_string"] = place.words()
    given = {theirs: request.attributes[ours] for ours, theirs in attributes.items() if ours in request.attributes}
    return {**fields, **{f"attribute[{code}]": value for code, value in given.items()}}


def _description(parcel: Parcel, attributes: Mapping[str, str]) -> str:
    """The resident's words, shortened where needed, then the answers, the place and our reference."""
    request = parcel.request
    lines = [*_answers(request, parcel.service, attributes)]
    if request.place.note:
        lines.append(f"Lieu\u00a0: {request.place.note}")
    if parcel.photos:
        lines.append(f"Photos\u00a0: {parcel.page}")
    lines.append(f"Référence\u00a0: {parcel.key}")
    end = "\n".join(lines)[-MOST_CHARACTERS:]
    words = request.description[: max(0, MOST_CHARACTERS - len(end) - 1)]
    return f"{words}\n{end}".strip()


def _answers(request: ServiceRequest, service: Service, attributes: Mapping[str, str]) -> list[str]:
    questions = {question.code: question for question in service.questions}
    lines = []
    for code, value in request.attributes.items():
        if code not in attributes:
            question = questions.get(code)
            names = {choice.key: choice.name for choice in question.values} if question else {}
            lines.append(f"{question.text if question else code} {names.get(value, value)}")
    return lines
