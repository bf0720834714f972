"""Desk only: the request is handled on the desk of Parvis itself, so it has already arrived."""

from __future__ import annotations

from actions.backoffice.adapter import Parcel


class Desk:
    """The embedded destination."""

    async def send(self, parcel: Parcel) -> str | None:
        """Nothing to do: the desk reads the register."""
        return None
