"""Updates of the Bot API, read as raw JSON and turned into what the inbox holds.

Whatever a resident sends in a private chat gets an answer, so what cannot be read as words, place,
photo or button stands in the inbox as a pictogram, to which the dialogue answers that it reads words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversations.inbox import clean_text
from bot.errors import ParvisError

# updates that are asked for; all others are ignored, edited messages among them (they are no new message).
ALLOWED_UPDATES = ("message", "callback_query")
UNKNOWN_KIND = "❔"
PICTOGRAMS = {
    "animation": "🎬",
    "audio": "🎵",
    "contact": "👤",
    "dice": "🎲",
    "document": "📎",
    "location": "📍",
    "photo": "📷",
    "poll": "📊",
    "sticker": "🙂",
    "video": "🎬",
    "video_note": "🎬",
    "voice": "🎤",
}
# messages that Telegram itself writes in a private chat
NOTICES = frozenset(
    {
        "boost_added",
        "chat_background_set",
        "chat_shared",
        "connected_website",
        "gift",
        "message_auto_delete_timer_changed",
        "pinned_message",
        "proximity_alert_triggered",
        "unique_gift",
        "users_shared",
        "write_access_allowed",
    }
)


class UpdateUnreadable(ParvisError):
    """An update that is no object of the Bot API: nobody can be answered."""

    code = "message_telegram_illisible"

    def __init__(self) -> None:
        super().__init__("Ce message venu de Telegram n’est pas lisible.")


@dataclass(frozen=True)
class Received:
    """What a resident sent. `content` is the inbox's, or `{"file": id, "text": caption}` for a photo to fetch."""

    conversation_id: str
    key: str
    content: dict[str, Any]


def read_update(update: Any) -> Received | None:
    """What the update says; None when it is nothing to answer (a group, a notice, an edited message).

    Raises:
        UpdateUnreadable: it is malformed beyond knowing whom to answer.
    """
    match update:
        case {
            "update_id": int(number),
            "callback_query": {"data": str(data), "message": {"chat": {"id": int(chat), "type": "private"}}},
        }:
            return _received(number, chat, {"button": clean_text(data)})
        case {"update_id": int(number), "message": {"chat": {"id": int(chat), "type": "private"}} as message}:
            return None if NOTICES & message.keys() else _received(number, chat, _content(message))
        case {"message": {"chat": {"type": str(kind)}}} if kind != "private":
            return None
        case {"message": _}:
            raise UpdateUnreadable()
        case {"update_id": int()}:
            return None
        case _:
            raise UpdateUnreadable()


def update_number(update: Any) -> int | None:
    """The update's identifier, None when it has none."""
    match update:
        case {"update_id": int(number)}:
            return number
    return None


def pressed_button(update: Any) -> str | None:
    """The identifier of the callback query to answer, None when the update is none."""
    match update:
        case {"callback_query": {"id": str(identifier)}}:
            return identifier
    return None


def _received(number: int, chat: int, content: dict[str, Any]) -> Received:
    return Received(f"telegram:{chat}", f"u{number}", content)


def _content(message: Mapping[str, Any]) -> dict[str, Any]:
    match message:
        case {"text": str(text)}:
            return {"text": text}
        # a venue carries its location beside it
        case {"location": {"latitude": int() | float() as latitude, "longitude": int() | float() as longitude}} if (
            -90 <= latitude <= 90 and -180 <= longitude <= 180
        ):
            return {"location": [float(latitude), float(longitude)]}
    caption = message.get("caption")
    words = caption if isinstance(caption, str) else ""
    file_id = _image(message)
    return {"text": words or _pictogram(message)} if file_id is None else {"file": file_id, "text": words}


def _image(message: Mapping[str, Any]) -> str | None:
    """The file of a photo in its largest size, or of an image sent as a document."""
    match message:
        case {"photo": [*sizes]}:
            return max((_sized(size) for size in sizes), default=(0, None), key=lambda sized: sized[0])[1]
        case {"document": {"mime_type": str(kind), "file_id": str(file_id)}} if kind.startswith("image/"):
            return file_id
    return None


def _sized(size: Any) -> tuple[int, str | None]:
    """Pixels and file of one size of a photo."""
    match size:
        case {"file_id": str(file_id), "width": int(width), "height": int(height)}:
            return width * height, file_id
    return 0, None


def _pictogram(message: Mapping[str, Any]) -> str:
    return next((sign for kind, sign in PICTOGRAMS.items() if kind in message), UNKNOWN_KIND)
