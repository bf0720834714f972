"""POST service request: it becomes a request like any resident's, in one transaction.

A call that is repeated with the caller's own number (`attribute[external_id]`, `attribute[fixmystreet_id]`
or the header `Idempotency-Key`) gives the request that the first one made.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import replace

from aiohttp import web

from bot.api_keys import ApiKey
from bot.conversations.conversation import open_conversation
from bot.conversations.sentences import sentence
from bot.requests.register import record, requests_of
from bot.requests.service_request import NewRequest, ServiceRequest
from bot.territory.catalogue import Service
from connectors.keys import TOWN
from connectors.open311.answer import answer
from connectors.open311.attributes import callers_number, read_attributes
from connectors.open311.caller import writer
from connectors.open311.discovery import service_of
from connectors.open311.errors import ParameterInvalid
from connectors.open311.form import Form, opened_form
from connectors.open311.parameters import check_jurisdiction
from connectors.open311.photos import kept_photos
from connectors.open311.place import read_place
from connectors.open311.selection import CHANNEL
from connectors.town import Town
from connectors.understanding import danger

LONGEST_DESCRIPTION = 4000
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


async def post_request(request: web.Request) -> web.Response:
    """Take a request and give its number; with `Prefer: respond-async` (RFC 7240), its token."""
    town = request.app[TOWN]
    async with opened_form(request) as form:
        key = writer(request, form.text("api_key"))
        check_jurisdiction(request, form.text("jurisdiction_id"))
        new = _read(form, town, _conversation(request, form, key))
        kept = await _keep(town, form, new)
    token = new.conversation_id.partition(":")[2]
    waits = "respond-async" not in request.headers.get("Prefer", "")
    number = {"service_request_id": kept.reference} if waits else {"token": token}
    notice = _notice(town.territory.services[kept.service_code], new.description)
    return answer(request, "service_requests", [{**number, "service_notice": notice, "account_id": None}])


def _notice(service: Service, words: str) -> str:
    """What happens next; before it, when there is danger, the number to call or the advice of the service."""
    label = danger({"text": words})
    warning = sentence(f"utter_{label}").text if label else service.danger_advice
    return f"{warning} {service.next_step}" if warning else service.next_step


def _conversation(request: web.Request, form: Form, key: ApiKey) -> str:
    """The identifier of this call, the same when it is repeated."""
    number = request.headers.get("Idempotency-Key") or callers_number(form)
    if number is None:
        return f"{CHANNEL}:{key.name}-{secrets.token_urlsafe(24)}"
    return f"{CHANNEL}:{key.name}-{hashlib.sha256(f'{key.name} {number}'.encode()).hexdigest()[:32]}"


def _read(form: Form, town: Town, conversation_id: str) -> NewRequest:
    if not form.text("service_code"):
        raise ParameterInvalid("Le type de demande (service_code) manque.")
    service = service_of(town, form.text("service_code"))
    return NewRequest(
        service_code=service.code,
        description=_description(form),
        place=read_place(form, town),
        conversation_id=conversation_id,
        attributes={**read_attributes(form, service), **_media_address(form)},
        contact=_contact(form),
    )


def _description(form: Form) -> str:
    return form.text("description", LONGEST_DESCRIPTION).replace("\r\n", "\n")


def _media_address(form: Form) -> dict[str, str]:
    found = media_address(form)
    return {"media_url": found} if found else {}


def media_address(form: Form) -> str:
    """Where a photo stands that was not sent; nothing when none is told. We call nobody: people open it.

    Raises:
        ParameterInvalid: it is no web address.
    """
    found = form.text("media_url", 1000)
    if found and not _WEB_ADDRESS.fullmatch(found):
        raise ParameterInvalid("«\u00a0media_url\u00a0» doit être une adresse http:// ou https://.")
    return found


def _contact(form: Form) -> dict[str, str | None] | None:
    email = form.text("email", 254)
    if email and not _EMAIL.fullmatch(email):
        raise ParameterInvalid("«\u00a0email\u00a0» n’est pas une adresse électronique.")
    name = " ".join(filter(None, (form.text("first_name", 80), form.text("last_name", 80))))
    contact = {"name": name or None, "email": email or None, "phone": form.text("phone", 40) or None}
    return contact if any(contact.values()) else None


async def _keep(town: Town, form: Form, new: NewRequest) -> ServiceRequest:
    """Record the request with its photos, unless an earlier call did."""
    async with kept_photos(form, town) as photos, town.database.begin() as connection:
        now = town.clock.now()
        open_conversation(connection, new.conversation_id, now)
        known = requests_of(connection, new.conversation_id)
        if known:
            return known[0]
        made = record(connection, town.territory, replace(new, media=tuple(photos.names)), now)
        photos.recorded = True
        return made
