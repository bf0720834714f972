"""Replies to the town's mails: what a department says of a request."""

from __future__ import annotations

import re
from datetime import datetime
from email.message import EmailMessage

from markupsafe import Markup

from actions.backoffice.adapter import Update
from actions.backoffice.mail_address import MailAddress
from actions.backoffice.mail_message import LIMIT

ADDRESS_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To")
WORDS = {
    r"en\s+cours": "en_cours",
    r"pr[ée]vue?": "planifie",
    r"(?:r[ée]gl[ée]e?|r[ée]solue?)": "resolu",
    r"sans\s+suite": "sans_suite",
    r"hors\s+comp[ée]tence": "hors_competence",
}
# The lines by which mail programs introduce what is quoted.
QUOTED = re.compile(
    r"^\s*(?:>|De\s*:|From:|-{2,} ?(?:Message|Original)|_{10,}|(?:Le|On)\s.{5,120}(?:écrit|wrote)\s*:?\s*$)"
)


def read_reply(mail: EmailMessage, address: MailAddress, now: datetime) -> Update | None:
    """What a department's reply says; None for a mail that is no reply, or that a machine wrote.

    A first word in capitals or not (EN COURS, PRÉVU, RÉGLÉ...) changes the state, and what follows is for the
    resident; without it the reply is a note of the file.
    """
    reference = _reference(mail, address)
    if reference is None or _is_automatic(mail):
        return None
    text = _own_words(mail)
    key = str(mail.get("Message-ID") or f"{reference} {mail.get('Date')}").strip()[:200]
    for words, status in WORDS.items():
        found = re.match(rf"\W*{words}(?!\w)[\s.:,;!-]*", text, re.IGNORECASE)
        if found is not None:
            return Update(key, reference, now, text[found.end() :], status)
    return Update(key, reference, now, text, internal=True) if text else None


def _reference(mail: EmailMessage, address: MailAddress) -> str | None:
    for header in ADDRESS_HEADERS:
        for value in mail.get_all(header, ()):
            reference = address.reference(str(value))
            if reference is not None:
                return reference
    return None


def _is_automatic(mail: EmailMessage) -> bool:
    """Absence messages and bounces (RFC 3834)."""
    automatic = str(mail.get("Auto-Submitted", "no")).strip().lower() != "no"
    bulk = str(mail.get("Precedence", "")).lower() in ("bulk", "junk", "auto_reply", "list")
    return automatic or bulk or not str(mail.get("Return-Path", "x")).strip("<> ")


def _own_words(mail: EmailMessage) -> str:
    """The reply without what it quotes."""
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, ValueError):
        return ""
    if body.get_content_subtype() == "html":
        broken = re.sub(r"(?i)<br[^>]*>|</(?:p|div|tr|blockquote)>", "\n", text)
        text = "\n".join(str(Markup(line).striptags()) for line in broken.splitlines())  # noqa: S704 (a text is made)
    kept: list[str] = []
    for line in text.partition(LIMIT)[0].splitlines():
        if QUOTED.match(line):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).partition("\n-- \n")[0].strip()
