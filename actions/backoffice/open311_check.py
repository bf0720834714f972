"""Whether an Open311 destination knows what the territory would send it: services, and the questions it asks."""

from __future__ import annotations

from actions.backoffice.adapter import DeliveryError
from actions.backoffice.http import HttpClient
from actions.backoffice.means import Means
from actions.backoffice.open311 import Open311, open_open311, read_options
from actions.backoffice.open311_records import Record
from bot.clock import SystemClock
from bot.errors import ParvisError
from bot.settings import Settings
from bot.territory.catalogue import Service
from bot.territory.destinations import Destination
from bot.territory.territory import Territory, load_territory

FORMATS = {"json": "application/json", "xml": "text/xml"}


class DestinationNotOpen311(ParvisError):
    """The territory names no Open311 destination by this code."""

    code = "destination_inconnue"

    def __init__(self, code: str) -> None:
        super().__init__(f"Le territoire ne nomme aucune destination Open311 «\u00a0{code}\u00a0».")


async def check_destination(code: str, settings: Settings) -> list[str]:
    """Check a destination by its name in destinations.yml; see `check_catalogue`.

    Raises:
        DestinationNotOpen311: there is none of this name.
    """
    territory = load_territory(settings.territory)
    destination = territory.destinations.get(code)
    if destination is None or destination.kind != "open311":
        raise DestinationNotOpen311(code)
    http = HttpClient(destination.private_hosts)
    try:
        return await check_catalogue(destination, Means(settings, territory, http, SystemClock()))
    finally:
        await http.close()


async def check_catalogue(destination: Destination, means: Means) -> list[str]:
    """What an administrator should mend, one French sentence each; nothing when all is well.

    Raises:
        DeliveryError: the destination does not answer.
        TerritoryError, SettingsError: its options or its key are missing or wrong.
    """
    client, options = open_open311(destination, means), read_options(destination)
    problems = await _undiscovered(client, destination, options.format)
    theirs = {code: record for record in await client.read("services") if (code := record.text("service_code"))}
    asked: dict[str, list[Record]] = {}
    for service in _sent_there(means.territory, destination):
        code = destination.service(service.code) or service.code
        if code not in theirs:
            problems.append(f"{service.code}\u00a0: la destination ne connaît pas le service «\u00a0{code}\u00a0».")
            continue
        if code not in asked:
            asked[code] = await _questions(client, code, theirs[code])
        problems += _unanswered(service, asked[code], dict(options.attributes))
    return problems


async def _undiscovered(client: Open311, destination: Destination, form: str) -> list[str]:
    """What the endpoint's own discovery says against our configuration; many servers publish none."""
    try:
        records = await client.read("discovery")
    except DeliveryError:
        return []
    endpoints = [endpoint for record in records for endpoint in record.records("endpoints")]
    ours = [one for one in endpoints if (one.text("url") or "").rstrip("/") == destination.url]
    if endpoints and not ours:
        urls = ", ".join(filter(None, (one.text("url") for one in endpoints)))
        return [f"La découverte annonce une autre adresse\u00a0: {urls}."]
    if ours and not any(FORMATS[form] in str(one.fields.get("formats")) for one in ours):
        return [f"La découverte n’annonce pas le format {form}."]
    return []


def _sent_there(territory: Territory, destination: Destination) -> list[Service]:
    """The services of the departments that the destination serves, by default or by a rule."""
    there = {code for code, department in territory.departments.items() if department.destination == destination.code}
    ruled = [rule for rule in territory.rules if rule.to in there]
    return [
        service
        for service in territory.services.values()
        if service.department in there or any(not rule.services or service.code in rule.services for rule in ruled)
    ]


async def _questions(client: Open311, code: str, service: Record) -> list[Record]:
    if not service.flag("metadata"):
        return []
    definitions = await client.read(f"services/{code}")
    return [attribute for definition in definitions for attribute in definition.records("attributes")]


def _unanswered(service: Service, asked: list[Record], attributes: dict[str, str]) -> list[str]:
    """Questions that must be answered over there and are not asked here, or have other choices."""
    ours = {attributes[question.code]: question for question in service.questions if question.code in attributes}
    problems = []
    for attribute in asked:
        code, question = attribute.text("code") or "", ours.get(attribute.text("code") or "")
        if question is None:
            if attribute.flag("required") and attribute.flag("variable"):
                problems.append(f"{service.code}\u00a0: la destination exige l’attribut «\u00a0{code}\u00a0».")
            continue
        choices = {value.text("key") for value in attribute.records("values")}
        unknown = [value.key for value in question.values if choices and value.key not in choices]
        if unknown:
            sentence = f"l’attribut «\u00a0{code}\u00a0» n’admet pas {', '.join(unknown)}"
            problems.append(f"{service.code}\u00a0: {sentence}.")
    return problems
