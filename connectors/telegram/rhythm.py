"""The channel's rhythm: every duration and limit it keeps, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rhythm:
    """Durations in seconds.

    The limits are those of Telegram's Bot FAQ: one message a second in a chat, 30 a second for the bot.
    """

    long_poll: int = 20
    answer_within: float = 10.0
    between_messages: float = 1.0
    messages_per_second: float = 28.0
    sweep: float = 1.0
    first_pause: float = 0.5
    longest_pause: float = 15.0
    photo_patience: float = 120.0
