"""Discovery and the catalogue: what this endpoint is, and what may be reported through it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web

from bot.territory.catalogue import Question, Service
from connectors.keys import TOWN
from connectors.open311.answer import answer
from connectors.open311.errors import PREFIX, ThingUnknown
from connectors.open311.parameters import check_jurisdiction
from connectors.town import Town

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
DATATYPES = {
    "string": "Quelques mots",
    "text": "Un texte",
    "number": "Un nombre, comme 12 ou 3.5",
    "datetime": "Une date, comme 2026-11-24 ou 2026-11-24T10:15:00Z",
    "singlevaluelist": "Une valeur de la liste",
}


async def show_discovery(request: web.Request) -> web.Response:
    """Where the endpoint is and what it speaks."""
    town = request.app[TOWN]
    territory, changeset = town.territory, _changeset(town)
    content = {
        "changeset": changeset,
        "contact": f"{territory.town_hall.name}, {territory.town_hall.address}",
        "key_service": (
            f"Demandez une clé à la mairie de {territory.name}. "
            f"Identifiant facultatif de la commune (jurisdiction_id)\u00a0: {territory.citycode}."
        ),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{town.settings.public_url}{PREFIX}",
                "changeset": changeset,
                "type": "test" if town.settings.is_demo else "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answer(request, "discovery", content)


async def list_services(request: web.Request) -> web.Response:
    """The catalogue."""
    check_jurisdiction(request)
    territory = request.app[TOWN].territory
    shown = [_service(service, territory.groups[service.group].name) for service in territory.services.values()]
    return answer(request, "services", shown)


async def show_service(request: web.Request) -> web.Response:
    """The questions of one service."""
    check_jurisdiction(request)
    service = service_of(request.app[TOWN], request.match_info["code"])
    attributes = [_attribute(question, order) for order, question in enumerate(service.questions, start=1)]
    return answer(request, "service_definition", {"service_code": service.code, "attributes": attributes})


def service_of(town: Town, code: str) -> Service:
    """The service of this code.

    Raises:
        ThingUnknown: there is none.
    """
    service = town.territory.services.get(code)
    if service is None:
        raise ThingUnknown("Ce type de demande (service_code) n’existe pas.")
    return service


def _changeset(town: Town) -> str:
    """When the catalogue changed last: a client then fetches it again."""
    changed = (town.territory.folder / "services.yml").stat().st_mtime
    return datetime.fromtimestamp(changed, town.territory.timezone).isoformat(timespec="seconds")


def _service(service: Service, group: str) -> dict[str, Any]:
    return {
        "service_code": service.code,
        "service_name": service.name,
        "description": service.next_step,
        "metadata": bool(service.questions),
        "type": "realtime",
        "keywords": ",".join((*_words(service), *(["private"] if service.private else []))),
        "group": group,
    }


def _words(service: Service) -> list[str]:
    return [keyword.replace(",", " ") for keyword in service.keywords]


def _attribute(question: Question, order: int) -> dict[str, Any]:
    return {
        "variable": True,
        "code": question.code,
        "datatype": question.datatype,
        "required": question.required,
        "datatype_description": DATATYPES[question.datatype],
        "order": order,
        "description": question.text,
        "values": [{"key": value.key, "name": value.name} for value in question.values],
    }
