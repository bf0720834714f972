"""Desk only: the request is handled on the desk of Parvis itself, so it has already arrived."""

from __future__ import annotations

from collections.abc import Sequence

from actions.backoffice.adapter import Comment, Fetched, Parcel, Receipt, Sent


class Desk:
    """The embedded destination: the desk reads the register, and changes it."""

    async def send(self, parcel: Parcel) -> Receipt:
        return Receipt()

    async def look_up(self, parcel: Parcel) -> Receipt | None:
        return Receipt()

    async def add_comment(self, parcel: Parcel, comment: Comment) -> None:
        return None

    async def has_comment(self, parcel: Parcel, comment: Comment) -> bool:
        return True

    async def fetch_updates(self, sent: Sequence[Sent], mark: str | None) -> Fetched:
        return Fetched()
