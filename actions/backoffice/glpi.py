"""GLPI: a request is a ticket whose `externalid` is our reference, which is looked for before a second try.

A ticket, its photos and the words under it are several calls: once the ticket is there, any failure leaves
the try doubtful, and the next one finds the ticket and adds what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.backoffice.adapter import (
    Comment,
    DeliveryError,
    DeliveryRefused,
    DeliveryUncertain,
    Fetched,
    Parcel,
    Receipt,
    Sent,
    Update,
)
from actions.backoffice.glpi_api import GlpiApi, Ticket, plain, rich
from actions.backoffice.glpi_high_level import Credentials, HighLevelGlpi
from actions.backoffice.glpi_legacy import LegacyGlpi
from actions.backoffice.means import Means
from actions.backoffice.polling import Seen, poll
from bot.clock import Clock
from bot.requests.lifecycle import REOPENED
from bot.territory.destinations import Destination

# GLPI's own: 1 new, 2 assigned, 3 planned, 4 pending, 5 solved, 6 closed. A territory may say otherwise.
STATUSES = {"2": "en_cours", "3": "planifie", "5": "resolu", "6": "resolu"}
LONGEST_NAME = 250
MARK = "Réf. Parvis"


class Glpi:
    """Tickets of a GLPI, through one of its two interfaces."""

    def __init__(self, api: GlpiApi, destination: Destination, entity: int | None, clock: Clock) -> None:
        self._api = api
        self._destination = destination
        self._entity = entity
        self._statuses: Mapping[str, str] = {**STATUSES, **destination.statuses}
        self._clock = clock

    async def send(self, parcel: Parcel) -> Receipt:
        """Create the ticket, then add its photos."""
        number = await self._api.create(self._ticket(parcel))
        await self._add_photos(number, parcel)
        return Receipt(number)

    async def look_up(self, parcel: Parcel) -> Receipt | None:
        """Find the ticket, and add the photos that it lacks."""
        number = await self._api.find(parcel.key)
        if number is None:
            return None
        await self._add_photos(number, parcel)
        return Receipt(number)

    async def add_comment(self, parcel: Parcel, comment: Comment) -> None:
        """A public followup, which bears the comment's key; its photos join those of the ticket."""
        seen = f"Photos\u00a0: {parcel.page}" if comment.photos else ""
        content = rich(f"{comment.author}\u00a0:", comment.text, seen, f"{MARK} {comment.key}")
        await self._api.add_followup(_number(parcel), content, reopens=parcel.request.status == REOPENED)
        if comment.photos:
            await self._add_photos(_number(parcel), parcel)

    async def has_comment(self, parcel: Parcel, comment: Comment) -> bool:
        """Look for the followup, and add the photos that the ticket lacks."""
        number, mark = _number(parcel), f"{MARK} {comment.key}"
        if not any(plain(followup.content).endswith(mark) for followup in await self._api.followups(number)):
            return False
        if comment.photos:
            await self._add_photos(number, parcel)
        return True

    async def fetch_updates(self, sent: Sequence[Sent], mark: str | None) -> Fetched:
        """The status of each ticket, and what was said under it to the requester."""
        return await poll(sent, mark, self._seen)

    async def _seen(self, sent: Sent) -> Seen:
        ticket, now = sent.external_id, self._clock.now()
        status, followups = await self._api.status(ticket), await self._api.followups(ticket)
        said = [(followup.id, plain(followup.content)) for followup in followups if not followup.is_private]
        words = [
            Update(f"{ticket}:followup:{number}", sent.reference, now, text)
            for number, text in said
            if MARK not in text
        ]
        ours = self._statuses.get(status["id"])
        key = f"{ticket}:status:{status['id']}:{status['changed']}"
        return Seen(status["id"], Update(key, sent.reference, now, status=ours) if ours else None, words)

    async def _add_photos(self, number: str, parcel: Parcel) -> None:
        """Add the photos that the ticket has not: they go one after another, so their count tells.

        Raises:
            DeliveryUncertain: whatever failed, for the ticket is there.
        """
        if not parcel.photos:
            return
        try:
            there = await self._api.count_documents(number)
            for photo in parcel.photos[there:]:
                await self._api.add_document(number, photo)
        except DeliveryError as error:
            raise DeliveryUncertain(str(error)) from error

    def _ticket(self, parcel: Parcel) -> Ticket:
        request = parcel.request
        category = self._destination.service(parcel.service.code)
        if category is not None and not category.isdigit():
            raise DeliveryRefused("La catégorie de GLPI doit être un nombre dans destinations.yml.")
        questions = {question.code: question.text for question in parcel.service.questions}
        answers = [f"{questions.get(code, code)} {answer}" for code, answer in request.attributes.items()]
        contact = " ".join(filter(None, (request.contact or {}).values()))
        place = f"Lieu\u00a0: {request.place.words()}"
        name = f"{parcel.service.name}, {request.place.words()}"[:LONGEST_NAME]
        paragraphs = (request.description, place, *answers, contact and f"Contact\u00a0: {contact}", parcel.page)
        return Ticket(
            reference=parcel.key,
            name=name,
            content=rich(*paragraphs, f"{MARK} {parcel.key}"),
            category=None if category is None else int(category),
            entity=self._entity,
        )


def open_glpi(destination: Destination, means: Means) -> Glpi:
    """A GLPI by the interface that its address names: `apirest.php`, or `api.php` for GLPI 11's."""
    fields = destination.options.record("", "entity")
    entity = int(fields["entity"].number()) if fields["entity"].given() else None
    return Glpi(_api(destination, means), destination, entity, means.clock)


def _api(destination: Destination, means: Means) -> GlpiApi:
    settings, code, url = means.settings, destination.code, destination.url
    if "/api.php" not in url:
        app_token = settings.destination_secrets.get(f"PARVIS_DESTINATION_{code.upper()}_APP_TOKEN")
        return LegacyGlpi(url, settings.secret(code, "USER_TOKEN"), app_token, means.http)
    names = ("CLIENT_ID", "CLIENT_SECRET", "USERNAME", "PASSWORD")
    return HighLevelGlpi(url, Credentials(*(settings.secret(code, name) for name in names)), means.http)


def _number(parcel: Parcel) -> str:
    if parcel.external_id is None:
        raise DeliveryRefused("Le numéro du ticket de GLPI n’est pas connu.")
    return parcel.external_id
