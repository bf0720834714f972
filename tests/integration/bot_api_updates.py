"""Updates and their parts, in the shapes that Telegram sends."""

from __future__ import annotations

from typing import Any


def message_update(number: int, chat_id: int, **content: Any) -> dict[str, Any]:
    """An update with a message in a private chat."""
    return {"update_id": number, "message": _message(number, chat_id, content)}


def press_update(number: int, chat_id: int, data: str) -> dict[str, Any]:
    """An update with a pressed button."""
    message = _message(number, chat_id, {"text": "Où est-ce ?"})
    query = {"id": f"q{number}", "from": _person(chat_id), "message": message, "chat_instance": "1", "data": data}
    return {"update_id": number, "callback_query": query}


def _message(number: int, chat_id: int, content: dict[str, Any]) -> dict[str, Any]:
    person, date = _person(chat_id), 1_795_510_800 + number
    return {"message_id": number, "from": person, "chat": private_chat(chat_id), "date": date, **content}


def _person(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "is_bot": False, "first_name": "Camille", "language_code": "fr"}


def private_chat(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "first_name": "Camille", "type": "private"}


def photo_size(file_id: str, width: int, height: int, size: int) -> dict[str, Any]:
    return {"file_id": file_id, "file_unique_id": file_id, "width": width, "height": height, "file_size": size}
