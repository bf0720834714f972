"""The mails that departments receive: text and HTML from the templates beside, photos attached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from actions.backoffice.adapter import Comment, Parcel
from actions.backoffice.mail_address import MailAddress
from bot.territory.territory import Territory

LIMIT = "--- Écrivez votre réponse au-dessus de cette ligne ---"
MAP = "https://www.openstreetmap.org/?mlat={0:.6f}&mlon={1:.6f}#map=19/{0:.6f}/{1:.6f}"
AUTHORS = {"habitant": "de l’habitant", "assistant": "de l’assistant"}

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)


def request_mail(parcel: Parcel, address: MailAddress, territory: Territory) -> EmailMessage:
    """The mail of a request."""
    request = parcel.request
    subject = f"[{request.reference}] {parcel.service.name}"
    words = {"description": request.description, "facts": _facts(parcel), "instead_of": parcel.instead_of}
    mail = _mail(parcel, address, subject, parcel.key, request.requested_at)
    _fill(mail, "request", {**_around(parcel, parcel.photos, address, territory, subject), **words}, parcel.photos)
    return mail


def comment_mail(parcel: Parcel, comment: Comment, address: MailAddress, territory: Territory) -> EmailMessage:
    """The mail of a word added to a request, in the thread of the request's own."""
    subject = f"Re: [{parcel.key}] {parcel.service.name}"
    words = {"text": comment.text, "author": AUTHORS.get(comment.author, comment.author), "instead_of": None}
    mail = _mail(parcel, address, subject, comment.key, comment.at)
    mail["In-Reply-To"] = mail["References"] = address.message_id(parcel.key)
    _fill(mail, "comment", {**_around(parcel, comment.photos, address, territory, subject), **words}, comment.photos)
    return mail


def _mail(parcel: Parcel, address: MailAddress, subject: str, key: str, at: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["From"] = address.sender
    mail["To"] = parcel.department.email
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = address.message_id(key)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence message comes back
    reply_to = address.reply_to(parcel.key)
    if reply_to is not None:
        mail["Reply-To"] = reply_to
        mail["Bcc"] = reply_to  # a copy that can be looked up: the server takes both or none
    return mail


def _around(
    parcel: Parcel, photos: Sequence[Path], address: MailAddress, territory: Territory, subject: str
) -> dict[str, Any]:
    return {
        "subject": subject,
        "reference": parcel.key,
        "service": parcel.service.name,
        "page": parcel.page,
        "photos": len(photos),
        "can_reply": address.key is not None,
        "limit": LIMIT,
        "colour": territory.colours.primary,
    }


def _fill(mail: EmailMessage, name: str, values: dict[str, Any], photos: Sequence[Path]) -> None:
    mail.set_content(_TEMPLATES.get_template(f"{name}.txt").render(values))
    mail.add_alternative(_TEMPLATES.get_template(f"{name}.html").render(values), subtype="html")
    for number, photo in enumerate(photos, start=1):
        mail.add_attachment(photo.read_bytes(), maintype="image", subtype="jpeg", filename=f"photo-{number}.jpg")


def _facts(parcel: Parcel) -> list[tuple[str, str]]:
    request = parcel.request
    place, contact = request.place, request.contact or {}
    questions = {question.code: question for question in parcel.service.questions}
    facts = [("Numéro", request.reference), ("Lieu", place.words() or "non précisé")]
    if place.latitude is not None and place.longitude is not None:
        facts.append(("Carte", MAP.format(place.latitude, place.longitude)))
    for code, answer in request.attributes.items():
        question = questions.get(code)
        names = {value.key: value.name for value in question.values} if question else {}
        facts.append((question.text.rstrip(" \u00a0?") if question else code, names.get(answer, answer)))
    facts += [
        (name, text) for name, text in (("Courriel", contact.get("email")), ("Téléphone", contact.get("phone"))) if text
    ]
    return facts
