"""The wording of a reply for Telegram: plain text in parts that it takes, and buttons.

No parse_mode: text is data, whatever signs are in it.
"""

from __future__ import annotations

from typing import Any

from bot.conversations.inbox import clean_text
from bot.conversations.outgoing import OutgoingMessage
from bot.privacy.download import PATH

MOST_CHARACTERS = 4096


def parts_of(message: OutgoingMessage) -> list[str]:
    """The texts to send, in order, each of 1 to 4096 characters; none when the message says nothing."""
    lines = [message.text, _call(message), _page(message.link, message), _page(message.image, message)]
    return split(clean_text("\n".join(line for line in lines if line)).strip())


def keyboard_of(message: OutgoingMessage) -> dict[str, Any] | None:
    """The buttons, one a row, as an inline keyboard."""
    buttons = message.public_buttons()
    rows = [[{"text": clean_text(button["title"]), "callback_data": button["payload"]}] for button in buttons]
    return {"inline_keyboard": rows} if rows else None


def split(text: str, most: int = MOST_CHARACTERS) -> list[str]:
    """The text in parts of `most` characters at most, cut at the end of a line or else of a word."""
    parts = []
    while len(text) > most:
        ends = (text.rfind(mark, 1, most + 1) for mark in ("\n", " "))
        end = next((end for end in ends if end > 0), most)
        parts.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*parts, text] if text else parts


def _call(message: OutgoingMessage) -> str:
    """The number of a tel: link, which no Telegram button takes; nothing when the text has it."""
    number = (message.link or "").removeprefix("tel:")
    return f"📞 {number}" if number and number != message.link and number not in message.text else ""


def _page(address: str | None, message: OutgoingMessage) -> str:
    """A web address, unless the text has it, or the file comes in its place."""
    if not address or address in message.text or PATH in address:
        return ""
    return address if address.startswith("https://") else ""
