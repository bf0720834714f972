"""Packing: what an adapter needs to know of a delivery, read from the register and the territory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Connection

from actions.backoffice.adapter import Comment, DeliveryRefused, Parcel
from bot.requests.deliveries import Job, external_id
from bot.requests.outbox import REQUEST
from bot.requests.service_request import ServiceRequest
from bot.settings import Settings
from bot.territory.territory import Territory


def pack(
    connection: Connection, job: Job, request: ServiceRequest, territory: Territory, settings: Settings
) -> tuple[Parcel, Comment | None]:
    """The request of a delivery, and the word added to it when this is what is delivered.

    Raises:
        DeliveryRefused: the territory has lost the service or the department meanwhile.
    """
    service, department = territory.services.get(request.service_code), territory.departments.get(job.department)
    if service is None or department is None:
        raise DeliveryRefused("Le territoire ne connaît plus ce type de demande ou ce service.")
    media, is_request = settings.var / "media", job.kind == REQUEST
    parcel = Parcel(
        request,
        service,
        department,
        page=f"{settings.public_url}/bureau/demandes/{request.reference}",
        photos=_files(media, request.media),
        external_id=None if is_request else external_id(connection, job.reference, job.department),
        token=job.token,
        instead_of=job.instead_of,
    )
    return parcel, None if is_request else _comment(job, media)


def _comment(job: Job, media: Path) -> Comment:
    content = job.content or {}
    return Comment(
        key=job.key,
        author=str(content.get("by", "")),
        text=str(content.get("text", "")),
        at=datetime.fromisoformat(content["at"]),
        photos=_files(media, content.get("media", ())),
    )


def _files(media: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """The photos that are still kept: their life is shorter than the request's."""
    return tuple(path for path in (media / name for name in names) if path.is_file())
