"""One try of one delivery: look it up when an earlier one may have arrived, then hand it over."""

from __future__ import annotations

from dataclasses import dataclass

from actions.backoffice.adapter import (
    BackOffice,
    Comment,
    DeliveryFailed,
    DeliveryRefused,
    Parcel,
    Receipt,
)


@dataclass
class Attempt:
    """A try. `uncertain` tells, at any moment and after any failure, whether the destination may have it."""

    office: BackOffice
    parcel: Parcel
    comment: Comment | None
    uncertain: bool

    async def run(self) -> Receipt:
        """Have it at the destination, once.

        Raises:
            DeliveryFailed, DeliveryUncertain, DeliveryRefused: see there.
        """
        if self.uncertain or self.parcel.token:
            found = await self._look_up()
            if found is not None:
                return found
        self.uncertain = True
        try:
            return await self._hand_over()
        except (DeliveryFailed, DeliveryRefused):
            self.uncertain = False
            raise

    async def _look_up(self) -> Receipt | None:
        if self.comment is None:
            return await self.office.look_up(self.parcel)
        return Receipt() if await self.office.has_comment(self.parcel, self.comment) else None

    async def _hand_over(self) -> Receipt:
        if self.comment is None:
            return await self.office.send(self.parcel)
        await self.office.add_comment(self.parcel, self.comment)
        return Receipt()
