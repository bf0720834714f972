"""A form of the desk, read: its fields are text, cleaned and of bounded length."""

from __future__ import annotations

from aiohttp import web

from bot.conversations.inbox import clean_text
from bot.errors import ParvisError

LONGEST_TEXT = 4000


class FormInvalid(ParvisError):
    """The body is not a form, or a field of it cannot be taken."""

    code = "formulaire_invalide"


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of the form; files have no place in it.

    Raises:
        FormInvalid: the body cannot be read as a form.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise FormInvalid("Ce formulaire n’est pas lisible.")
    try:
        fields = await request.post()
    except (ValueError, LookupError) as error:
        raise FormInvalid("Ce formulaire n’est pas lisible.") from error
    return {name: clean_text(value) for name, value in fields.items() if isinstance(value, str)}


def text_field(fields: dict[str, str], name: str, label: str) -> str:
    """A field that may be empty but not endless.

    Raises:
        FormInvalid: more than 4,000 characters, which is what Telegram takes in one message.
    """
    text = fields.get(name, "").strip()
    if len(text) > LONGEST_TEXT:
        raise FormInvalid(f"{label} dépasse {LONGEST_TEXT // 1000}\u00a0000 caractères.")
    return text
