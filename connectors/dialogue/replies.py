"""The output channel of a turn: it collects what the bot says, to be stored with the turn."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.conversations.outgoing import Button, Reply


class Replies(OutputChannel):  # type: ignore[misc]
    """Replies of one turn, in order."""

    def __init__(self) -> None:
        self.said: list[Reply] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa's events."""
        return "parvis"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Collect one response, with its buttons and its link."""
        buttons = [Button(button["title"], button["payload"]) for button in message.get("buttons") or ()]
        custom = message.get("custom") or {}
        text = (message.get("text") or "").strip()
        if text or custom:
            self.said.append(Reply(text, buttons, custom.get("link"), message.get("image")))
